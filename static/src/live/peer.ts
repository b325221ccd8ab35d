/** The one WebRTC connection of a phone: its slots, the offer and its answer, and an ICE restart. */

import { Refused } from "../wire/http";
import { forService, fragmentOf, restarted } from "./sdp";
import type { SlotSample } from "./slot-sample";

/** The profiles that the service sends, in the order of its preference: it takes one, and more make the offer long. */
const PROFILES = ["42e01f", "4d001f", "640c1f"];
const SINGLE_NAL = /packetization-mode=0/;

/** H.264 as the service sends it, with its retransmissions; empty where the browser cannot decode it. */
function codecs(): RTCRtpCodec[] {
  const known = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  const isH264 = ({ mimeType, sdpFmtpLine = "" }: RTCRtpCodec, profile: string): boolean =>
    mimeType === "video/H264" &&
    sdpFmtpLine.toLowerCase().includes(`profile-level-id=${profile}`) &&
    !SINGLE_NAL.test(sdpFmtpLine);
  const [h264] = PROFILES.flatMap((profile) => known.filter((codec) => isH264(codec, profile)));
  return h264 === undefined ? [] : [h264, ...known.filter((codec) => codec.mimeType === "video/rtx")];
}

export class Peer {
  readonly slotCount: number;
  private readonly connection: RTCPeerConnection;
  private readonly receivers: readonly RTCRtpReceiver[];
  private readonly streams: readonly MediaStream[];
  private readonly offered: Promise<string>;
  private ready: string | null = null;
  private accepted: { readonly answer: string; readonly done: Promise<void> } | null = null;

  /** Whether this browser can play live video at all. */
  static isSupported(): boolean {
    return typeof RTCPeerConnection === "function" && typeof RTCRtpReceiver === "function" && codecs().length > 0;
  }

  /** Makes the offer at once, so that it is ready when the officer taps; nothing leaves the phone. */
  constructor(slotCount: number, onFailed: () => void) {
    this.slotCount = slotCount;
    this.connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    this.connection.addEventListener("connectionstatechange", () => {
      if (this.connection.connectionState === "failed") onFailed();
    });
    const transceivers = Array.from({ length: slotCount }, () =>
      this.connection.addTransceiver("video", { direction: "recvonly" }),
    );
    const preferred = codecs();
    for (const transceiver of transceivers) transceiver.setCodecPreferences(preferred);
    this.receivers = transceivers.map((transceiver) => transceiver.receiver);
    this.streams = this.receivers.map((receiver) => new MediaStream([receiver.track]));
    this.offered = this.makeOffer();
    void this.offered.then((sdp) => {
      this.ready = sdp;
    });
  }

  private async makeOffer(): Promise<string> {
    await this.connection.setLocalDescription();
    return this.connection.localDescription?.sdp ?? "";
  }

  async offer(): Promise<string> {
    return forService(await this.offered);
  }

  /** The same at once; null while the browser is still making it. */
  get readyOffer(): string | null {
    return this.ready === null ? null : forService(this.ready);
  }

  /** Takes the service's answer, once. Throws Refused for one that this browser does not take. */
  accept(answer: string): Promise<void> {
    if (this.accepted?.answer !== answer) this.accepted = { answer, done: this.take(answer) };
    return this.accepted.done;
  }

  private async take(answer: string): Promise<void> {
    try {
      await this.connection.setRemoteDescription({ type: "answer", sdp: answer });
    } catch (error) {
      if (error instanceof DOMException) throw new Refused({ reason: "bad-answer", detail: error.message });
      throw error;
    }
  }

  /** Starts an ICE restart and gives the fragment for the service. */
  async restart(): Promise<string> {
    this.connection.restartIce();
    return fragmentOf(await this.makeOffer());
  }

  /** The service's fragment in answer to `restart`. */
  async acceptRestart(fragment: string): Promise<void> {
    await this.accept(restarted(this.accepted?.answer ?? "", fragment));
  }

  stream(slot: number): MediaStream | null {
    return this.streams[slot] ?? null;
  }

  /** RTP time of the last picture that went to the screen; null before the first. */
  renderedRtpTimestamp(slot: number): number | null {
    const sources = this.receivers[slot]?.getSynchronizationSources() ?? [];
    return sources[0]?.rtpTimestamp ?? null;
  }

  /** Media packets that ever arrived, over all slots. */
  async packetCount(): Promise<number> {
    let count = 0;
    for (const report of (await this.connection.getStats()).values()) {
      if (report.type === "inbound-rtp") count += (report as RTCInboundRtpStreamStats).packetsReceived ?? 0;
    }
    return count;
  }

  /** What the browser has counted in a slot; null where nothing has come yet. */
  async sample(slot: number): Promise<SlotSample | null> {
    const reports = await this.receivers[slot]?.getStats();
    for (const report of reports?.values() ?? []) {
      if (report.type === "inbound-rtp") return sampleOf(report as RTCInboundRtpStreamStats);
    }
    return null;
  }

  close(): void {
    this.connection.close();
    for (const receiver of this.receivers) receiver.track.stop();
  }
}

const sampleOf = (report: RTCInboundRtpStreamStats): SlotSample => ({
  atMs: report.timestamp,
  bytes: report.bytesReceived ?? 0,
  packets: report.packetsReceived ?? 0,
  lost: report.packetsLost ?? 0,
  frames: report.framesDecoded ?? 0,
  widthPx: report.frameWidth ?? 0,
  heightPx: report.frameHeight ?? 0,
});
