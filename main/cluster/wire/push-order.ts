/** Delivers pushes in their order among the replies: before the next one, after the previous one. */
export class PushOrder {
  private readonly deliver: (frame: Uint8Array) => void;
  /** Whether the current chunk has already answered a command. */
  private hasAnswered = false;
  private readonly late: Uint8Array[] = [];

  constructor(deliver: (frame: Uint8Array) => void) {
    this.deliver = deliver;
  }

  /** Call it before reading a chunk: callers that waited for replies in the previous one have run by now. */
  nextChunk(): void {
    this.deliverLate();
    this.hasAnswered = false;
  }

  answered(): void {
    this.hasAnswered = true;
  }

  push(frame: Uint8Array): void {
    if (!this.hasAnswered) return this.deliver(frame);
    // The caller that waits for the reply runs after this chunk has been read.
    if (this.late.push(frame) === 1) setImmediate(() => this.deliverLate());
  }

  private deliverLate(): void {
    for (const frame of this.late.splice(0)) this.deliver(frame);
  }
}
