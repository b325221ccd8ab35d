/** The QR code as an image of its own. */

import { expect, it } from "vitest";
import { qrImageUrl } from "../../src/ui/console/qr";

const NAMESPACE = encodeURIComponent('xmlns="http://www.w3.org/2000/svg"');

it("adds the namespace that an image needs, once", () => {
  for (const svg of ["<svg viewBox='0 0 1 1'/>", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox='0 0 1 1'/>"]) {
    const url = qrImageUrl(svg);
    expect(url.startsWith("data:image/svg+xml,")).toBe(true);
    expect(url.split(NAMESPACE)).toHaveLength(2);
  }
});
