/**
 * Waits for a cluster that cannot serve now: CLUSTERDOWN, TRYAGAIN, LOADING, MASTERDOWN. The command did not run, so it
 * is sent again. One outage is waited for once, by all commands together.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from './now.ts';

const OUTAGE = /^(CLUSTERDOWN|TRYAGAIN|LOADING|MASTERDOWN)\b/;
/** Milliseconds between two tries. */
const PAUSES = [50, 100, 200, 400];

export const isOutage = (error: string): boolean => OUTAGE.test(error);

export class Outage {
  private readonly patienceMs: number;
  private readonly say: (text: string) => void;
  /** Slots of commands that it has stopped; null for one without a key. */
  private readonly failing = new Set<number | null>();
  private began: number | null = null;
  private isOver = false;
  private toldAt = 0;

  /**
   * `patienceMs`: how long an outage is waited for; 0 for not at all, Infinity until the user ends it. `say` is called
   * with a sentence at the beginning and each few seconds.
   */
  constructor(patienceMs: number, say: (text: string) => void) {
    this.patienceMs = patienceMs;
    this.say = say;
  }

  /**
   * Waits before try number `tries`, from 0, of a command that first failed at `since` (now()). False if it
   * has been waited for long enough.
   */
  async wait(error: string, about: { slot: number | null; since: number; tries: number }): Promise<boolean> {
    const time = now();
    this.began ??= time;
    this.failing.add(about.slot);
    const left = Math.min(this.began, about.since) + this.patienceMs - time;
    if (left <= 0 || this.isOver) {
      this.isOver = true;
      return false;
    }
    this.tell(error, time);
    await sleep(Math.min(left, PAUSES[Math.min(about.tries, PAUSES.length - 1)]!));
    return true;
  }

  /** A command was answered. If it is one that the outage had stopped, the next outage is another one. */
  served(slot: number | null): void {
    if (!this.failing.has(slot)) return;
    this.failing.clear();
    this.began = null;
    this.isOver = false;
    this.toldAt = 0;
  }

  private tell(error: string, now: number): void {
    if (this.toldAt !== 0 && now - this.toldAt < 5000) return;
    const waited = Math.round((now - this.began!) / 1000);
    this.say(
      this.toldAt === 0
        ? `${error}: waiting until it passes. Ctrl+C stops the waiting; the command has not run.\n`
        : `Still waiting after ${waited} s: ${error}\n`,
    );
    this.toldAt = now;
  }
}
