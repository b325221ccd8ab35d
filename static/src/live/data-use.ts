/** How much data the pictures have cost since the page was opened, over every live session. */

export class DataUse {
  private liveId = "";
  private former = 0;
  private current = 0;

  /** The service has sent so much in this live session; a new session begins at nothing. */
  onLive(liveId: string, sentBytes: number): void {
    if (liveId !== this.liveId) {
      this.former += this.current;
      this.liveId = liveId;
      this.current = 0;
    }
    this.current = Math.max(this.current, sentBytes);
  }

  get liveBytes(): number {
    return this.former + this.current;
  }
}
