/** Which page this address is: the responder's, which is here, or the console, which loads when it is asked for. */

import { options, render } from "preact";
import { applyTheme, language } from "./ui/display";
import { tokenInAddress } from "./ui/link-token";
import { ResponderPage } from "./ui/responder-page";
import { setStrings } from "./ui/strings";

// Requests that a tap has set off go out first; the screen follows within the same frame.
options.debounceRendering = (renderAll) => {
  setTimeout(renderAll);
};

/** Not awaited by the module itself: what it loads lies on parts that came with it, and would wait for it in turn. */
async function start(root: HTMLElement): Promise<void> {
  applyTheme();
  document.documentElement.lang = language;
  if (language === "es") setStrings((await import("./ui/strings-es")).es);
  const { pathname, search } = window.location;
  if (pathname !== "/console") {
    const incidentId = new URLSearchParams(search).get("incident");
    render(<ResponderPage token={tokenInAddress()} incidentId={incidentId} isFront={pathname === "/"} />, root);
    // Another link opened in this tab changes only the fragment: the browser does not load the page again by itself.
    window.addEventListener("hashchange", () => window.location.reload());
    return;
  }
  const { ConsolePage } = await import("./ui/console/console-page");
  render(<ConsolePage />, root);
}

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app");
void start(root);
