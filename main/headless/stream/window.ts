/**
 * How many lines are under way at once: few, as each takes memory until it ends and more make a near server no faster;
 * more if the program is idle most of the time, as it is when the answers come from afar.
 */
import { now } from '../now.ts';

const FEW = 128;
const MOST = 2000;
/** Part of the time that the program is busy, below which more lines make it faster. */
const IDLE = 0.25;

export class Window {
  size = FEW;
  private readonly clock: { now(): number; busy(): number };
  private answers = 0;
  private since: number;
  private busy: number;

  /** Milliseconds that have passed, and those of them in which the program was busy. */
  constructor(clock = { now, busy: busyMs }) {
    this.clock = clock;
    this.since = clock.now();
    this.busy = clock.busy();
  }

  answered(): void {
    if (this.size === MOST || ++this.answers < this.size) return;
    const [at, busy] = [this.clock.now(), this.clock.busy()];
    if (busy - this.busy < (at - this.since) * IDLE) this.size = Math.min(MOST, this.size * 2);
    this.answers = 0;
    this.since = at;
    this.busy = busy;
  }
}

function busyMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
