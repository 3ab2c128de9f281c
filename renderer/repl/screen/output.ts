/** Everything written to the terminal, in order, in slices it parses within a frame. */

/** Characters a write: a few milliseconds of parsing. */
const SLICE = 32_768;

export class Output {
  private readonly queue: string[] = [];
  private writing = false;
  private readonly write: (data: string, parsed: () => void) => void;
  private readonly drained: () => void;

  /** `drained` is called whenever all that was pushed has been parsed. */
  constructor(write: (data: string, parsed: () => void) => void, drained: () => void) {
    this.write = write;
    this.drained = drained;
  }

  get busy(): boolean {
    return this.writing;
  }

  push(data: string): void {
    if (!data) return;
    this.queue.push(data);
    if (!this.writing) this.next();
  }

  /** Drops output that has not been written yet. The last write may have ended within an escape sequence. */
  drop(): void {
    this.queue.length = 0;
  }

  private next(): void {
    let slice = '';
    while (this.queue.length > 0 && slice.length < SLICE) {
      const first = this.queue[0]!;
      const room = SLICE - slice.length;
      slice += first.slice(0, room);
      if (first.length <= room) this.queue.shift();
      else this.queue[0] = first.slice(room);
    }
    if (!slice) return;
    this.writing = true;
    this.write(slice, () => {
      this.writing = false;
      if (this.queue.length > 0) this.next();
      else this.drained();
    });
  }
}
