/** Lines of session description: what leaves the phone, and how an ICE restart is written into the former answer. */

import { expect, it } from "vitest";
import { forService, fragmentOf, restarted } from "../../src/live/sdp";

const media = (mid: number, ufrag: string, rest: string[] = []): string[] => [
  "m=video 9 UDP/TLS/RTP/SAVPF 103",
  `a=ice-ufrag:${ufrag}`,
  `a=ice-pwd:${ufrag}-secret`,
  `a=mid:${mid}`,
  ...rest,
];

const text = (...lines: string[]): string => lines.map((line) => `${line}\r\n`).join("");

const CANDIDATE = "a=candidate:1 1 udp 2130706431 192.0.2.7 50000 typ host";
const NEW_CANDIDATE = "a=candidate:1 1 udp 2130706431 192.0.2.8 50000 typ host";

it("sends an offer without the phone's own addresses and without extensions that nobody uses", () => {
  const useful = "a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
  const useless = "a=extmap:8 http://www.webrtc.org/experiments/rtp-hdrext/color-space";
  const offer = text("v=0", ...media(0, "abcd", [useful, useless, CANDIDATE, "a=end-of-candidates"]));
  expect(forService(offer)).toBe(text("v=0", ...media(0, "abcd", [useful])));
});

it("describes the transport of the bundle once", () => {
  const transport = ["a=fingerprint:sha-256 00:11", "a=setup:actpass", "a=rtcp:9 IN IP4 0.0.0.0"];
  const offer = text("v=0", "a=group:BUNDLE 0 1", ...media(0, "abcd", transport), ...media(1, "abcd", transport));
  expect(forService(offer)).toBe(
    text("v=0", "a=group:BUNDLE 0 1", ...media(0, "abcd", transport), "m=video 9 UDP/TLS/RTP/SAVPF 103", "a=mid:1"),
  );
});

it("writes a restart as a fragment of credentials and the first m-line", () => {
  expect(fragmentOf(text("v=0", ...media(0, "efgh"), ...media(1, "efgh")))).toBe(
    text("a=ice-ufrag:efgh", "a=ice-pwd:efgh-secret", "m=video 9 UDP/TLS/RTP/SAVPF 103", "a=mid:0"),
  );
});

it("puts the service's new credentials into every m-line and its candidates into the first", () => {
  const former = text("v=0", "a=ice-lite", ...media(0, "old", [CANDIDATE]), ...media(1, "old"));
  const fragment = text(...media(0, "new", [NEW_CANDIDATE, "a=end-of-candidates"]));
  const answer = restarted(former, fragment);
  expect(answer).not.toContain("old");
  expect(answer.match(/a=ice-ufrag:new\r\na=ice-pwd:new-secret/g)).toHaveLength(2);
  expect(answer).not.toContain(CANDIDATE);
  expect(answer.split(NEW_CANDIDATE)).toHaveLength(2);
  expect(answer.indexOf(NEW_CANDIDATE)).toBeLessThan(answer.indexOf("a=mid:1"));
});
