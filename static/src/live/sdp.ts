/** The few lines of session description (RFC 8866) that the client itself reads and writes. */

const EOL = /\r?\n/;

const linesOf = (text: string): string[] => text.split(EOL).filter((line) => line !== "");

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join("");

const startsWith = (prefixes: readonly string[]) => (line: string) =>
  prefixes.some((prefix) => line.startsWith(prefix));

const isCandidate = startsWith(["a=candidate:", "a=end-of-candidates"]);
const isCredential = startsWith(["a=ice-ufrag:", "a=ice-pwd:"]);

/** The header extensions that the service uses; the others only make twelve m-lines long on a slow uplink. */
const EXTENSIONS = /transport-wide-cc|playout-delay/;

/** One transport carries the whole bundle, and the service reads of it in the first m-line only. */
const isOfTransport = startsWith(["a=ice-", "a=fingerprint:", "a=setup:", "a=rtcp:", "a=rtcp-rsize", "a=rtcp-xr:"]);

/**
 * The offer as it is sent, in one flight of packets: without candidates, because the service never calls, it answers
 * to where the phone's checks come from; without what the service would refuse anyway; the transport described once.
 */
export function forService(offer: string): string {
  let mediaLines = 0;
  const isUseful = (line: string) => {
    if (line.startsWith("m=")) mediaLines += 1;
    if (isCandidate(line) || (mediaLines > 1 && isOfTransport(line))) return false;
    return !line.startsWith("a=extmap:") || EXTENSIONS.test(line);
  };
  return joined(linesOf(offer).filter(isUseful));
}

/** The ICE restart of an offer as a trickle-ice-sdpfrag (RFC 8840, section 9): credentials of the first bundle. */
export function fragmentOf(offer: string): string {
  const lines = linesOf(offer);
  const media = lines.find(startsWith(["m="]));
  const mid = lines.find(startsWith(["a=mid:"]));
  const credentials = ["a=ice-ufrag:", "a=ice-pwd:"].map((prefix) => lines.find(startsWith([prefix])));
  return joined([...credentials, media, mid].filter((line) => line !== undefined));
}

/** The former answer with the credentials and candidates of the service's fragment. */
export function restarted(answer: string, fragment: string): string {
  const news = linesOf(fragment).filter((line) => isCredential(line) || isCandidate(line));
  const credentials = [...new Set(news.filter(isCredential))];
  const candidates = [...new Set(news.filter(isCandidate))];
  let isFirstMedia = true;
  return joined(
    linesOf(answer).flatMap((line) => {
      if (isCandidate(line) || line.startsWith("a=ice-pwd:")) return [];
      if (!line.startsWith("a=ice-ufrag:")) return [line];
      // Bundled: the candidates of the first m-line serve them all.
      const own = isFirstMedia ? candidates : [];
      isFirstMedia = false;
      return [...credentials, ...own];
    }),
  );
}
