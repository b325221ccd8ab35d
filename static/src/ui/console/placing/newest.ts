/** Questions that follow a finger: one at a time, and of those that came meanwhile only the newest. */

export class Newest<Question> {
  private waiting: Question | null = null;
  private isBusy = false;

  /** `ask` shows its answer itself, and never throws; between two of them lie `pauseMs` at least. */
  constructor(
    private readonly ask: (question: Question) => Promise<void>,
    private readonly pauseMs: number,
  ) {}

  put(question: Question): void {
    this.waiting = question;
    if (!this.isBusy) void this.drain();
  }

  /** Forgets what was not asked yet. */
  clear(): void {
    this.waiting = null;
  }

  private async drain(): Promise<void> {
    this.isBusy = true;
    while (this.waiting !== null) {
      const question = this.waiting;
      this.waiting = null;
      await this.ask(question);
      await new Promise((resolve) => setTimeout(resolve, this.pauseMs));
    }
    this.isBusy = false;
  }
}
