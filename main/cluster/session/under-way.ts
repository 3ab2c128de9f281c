/** A plain command that was sent, and what becomes of it. */
import type { Outcome } from '../routing/redirect.ts';
import type { Route } from '../routing/route.ts';
import { shownOf, type Shown } from './report.ts';

type Args = readonly Uint8Array[];

export class UnderWay {
  readonly args: Args;
  readonly first: Route;
  /** Null until it has ended. */
  outcome: Outcome | null = null;
  /** From its start to its end. */
  milliseconds = 0;
  /** Null until it is made. */
  shown: Shown | null = null;
  private readonly start = performance.now();
  private wake: (() => void) | null = null;
  private waiting: Promise<void> | null = null;

  constructor(args: Args, first: Route) {
    this.args = args;
    this.first = first;
  }

  /** Makes the part of the report that does not depend on the answer, while that is on its way. */
  prepare(): void {
    try {
      this.shown ??= shownOf(this.args, this.first);
    } catch {
      // The report fails in the same way, and says so.
    }
  }

  /** Null once it has ended: then nothing needs to be waited for. */
  get ended(): Promise<void> | null {
    if (this.outcome) return null;
    return (this.waiting ??= new Promise((resolve) => (this.wake = resolve)));
  }

  end(outcome: Outcome): void {
    if (this.outcome) return;
    this.outcome = outcome;
    this.milliseconds = performance.now() - this.start;
    this.wake?.();
  }
}
