/** With whom a building can be shared: the agencies of the agreements by their names, the usual ones for the rest. */

import type { AgreementView } from "../../wire/types";
import { standingOf } from "./agreements/terms";

/** An agreed agency stands where the usual name that it contains would; the first is the one that two taps share with. */
export function offered(usual: readonly string[], agreements: readonly AgreementView[], nowMs: number): string[] {
  const agreed = agreements.filter((each) => standingOf(each, nowMs) === "holds").map(({ agency }) => agency);
  const places = agreed.map((agency) => placeOf(agency, usual));
  const inPlace = usual.map((name, place) => {
    const here = agreed.filter((_, index) => places[index] === place);
    return here.length === 0 ? [name] : here;
  });
  return [...inPlace.flat(), ...agreed.filter((_, index) => places[index] === null)];
}

/** Of the usual name that is meant: the same, else the longest that is a part of it; null for none. */
function placeOf(agency: string, usual: readonly string[]): number | null {
  const meant = usual
    .filter((name) => agency.toLowerCase().includes(name.toLowerCase()))
    .sort((one, other) => other.length - one.length)[0];
  return meant === undefined ? null : usual.indexOf(meant);
}
