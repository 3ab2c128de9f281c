/** The commands that a connection has not answered, in order: numbers in arrays, not an object for each. */

const START_SIZE = 1 << 14;

export class InFlight {
  /** Place of the command in the bytes of its connection. */
  private positions = new Float64Array(START_SIZE);
  /** Place in the input. */
  private inputs = new Float64Array(START_SIZE);
  /** -1: of no slot. */
  private slots = new Int16Array(START_SIZE);
  private marks = new Uint8Array(START_SIZE);
  private head = 0;
  private tail = 0;

  get length(): number {
    return this.tail - this.head;
  }

  push(position: number, input: number, slot: number, mark: number): void {
    if (this.length === this.slots.length) this.grow();
    const at = this.tail++ & (this.slots.length - 1);
    this.positions[at] = position;
    this.inputs[at] = input;
    this.slots[at] = slot;
    this.marks[at] = mark;
  }

  /** The first, or the nth after it. */
  position(nth = 0): number {
    return this.positions[(this.head + nth) & (this.slots.length - 1)]!;
  }

  input(nth = 0): number {
    return this.inputs[(this.head + nth) & (this.slots.length - 1)]!;
  }

  slot(nth = 0): number {
    return this.slots[(this.head + nth) & (this.slots.length - 1)]!;
  }

  mark(nth = 0): number {
    return this.marks[(this.head + nth) & (this.slots.length - 1)]!;
  }

  shift(): void {
    this.head++;
  }

  /** Forgets all but the first ones. */
  cut(kept: number): void {
    this.tail = this.head + kept;
  }

  private grow(): void {
    const { length } = this;
    const size = this.slots.length * 2;
    const order = Array.from({ length }, (_, i) => (this.head + i) & (this.slots.length - 1));
    this.positions = copied(this.positions, new Float64Array(size), order);
    this.inputs = copied(this.inputs, new Float64Array(size), order);
    this.slots = copied(this.slots, new Int16Array(size), order);
    this.marks = copied(this.marks, new Uint8Array(size), order);
    this.head = 0;
    this.tail = length;
  }
}

function copied<T extends Float64Array | Int16Array | Uint8Array>(from: T, to: T, order: number[]): T {
  for (let i = 0; i < order.length; i++) to[i] = from[order[i]!]!;
  return to;
}
