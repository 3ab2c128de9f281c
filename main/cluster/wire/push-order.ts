/** A push goes out before the reply that it came before, and after the one that it came after. */
export class PushOrder {
  private readonly deliver: (frame: Uint8Array) => void;
  /** Whether the chunk that is read has answered a command already. */
  private hasAnswered = false;
  private readonly late: Uint8Array[] = [];

  constructor(deliver: (frame: Uint8Array) => void) {
    this.deliver = deliver;
  }

  /** Before the bytes of a further chunk are looked at: whoever waited for an answer of the one before has run by now. */
  nextChunk(): void {
    this.deliverLate();
    this.hasAnswered = false;
  }

  answered(): void {
    this.hasAnswered = true;
  }

  push(frame: Uint8Array): void {
    if (!this.hasAnswered) return this.deliver(frame);
    // Whoever waits for the answer runs after this chunk has been read.
    if (this.late.push(frame) === 1) setImmediate(() => this.deliverLate());
  }

  private deliverLate(): void {
    for (const frame of this.late.splice(0)) this.deliver(frame);
  }
}
