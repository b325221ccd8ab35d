/** The QR code as an image: the policy of the page allows images from data, and no foreign markup in the page. */

const NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"';

/** An image is a document of its own, which markup made for a page need not be: it lacks the namespace. */
export function qrImageUrl(svg: string): string {
  const standalone = svg.includes("xmlns=") ? svg : svg.replace("<svg", `<svg ${NAMESPACE}`);
  return `data:image/svg+xml,${encodeURIComponent(standalone)}`;
}
