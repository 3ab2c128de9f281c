/** Everything written to the terminal, in order, in slices it parses within a frame. */

/** Characters a write: a few milliseconds of parsing. */
const SLICE = 32_768;
/** Writes that the terminal has at once. It parses them until a frame is due; with one at a time it would wait between them. */
const AHEAD = 4;

export class Output {
  private readonly queue: string[] = [];
  private writing = 0;
  private readonly write: (data: string, parsed: () => void) => void;
  private readonly drained: () => void;

  /** `drained` is called whenever all that was pushed has been parsed. */
  constructor(write: (data: string, parsed: () => void) => void, drained: () => void) {
    this.write = write;
    this.drained = drained;
  }

  get busy(): boolean {
    return this.writing > 0;
  }

  push(data: string): void {
    if (!data) return;
    this.queue.push(data);
    this.next();
  }

  /** Drops output that has not been written yet. The last write may have ended within an escape sequence. */
  drop(): void {
    this.queue.length = 0;
  }

  private next(): void {
    while (this.writing < AHEAD && this.queue.length > 0) this.writeSlice();
  }

  private writeSlice(): void {
    let slice = '';
    while (this.queue.length > 0 && slice.length < SLICE) {
      const first = this.queue[0]!;
      const room = SLICE - slice.length;
      slice += first.slice(0, room);
      if (first.length <= room) this.queue.shift();
      else this.queue[0] = first.slice(room);
    }
    this.writing++;
    this.write(slice, () => {
      this.writing--;
      this.next();
      if (this.writing === 0) this.drained();
    });
  }
}
