/** A shell's state. Reports each change once; while held, it reports all changes together afterwards. */
import type { SessionState } from '../../../shared/session/session.ts';

export class HeldState {
  current: SessionState;
  private readonly listener: (state: SessionState) => void;
  private told: SessionState | null = null;
  private held = false;

  constructor(first: SessionState, listener: (state: SessionState) => void) {
    this.current = first;
    this.listener = listener;
  }

  set(patch: Partial<SessionState>): void {
    const names = Object.keys(patch) as (keyof SessionState)[];
    if (names.every((name) => patch[name] === this.current[name])) return;
    this.current = { ...this.current, ...patch };
    this.tellOnce();
  }

  hold(held: boolean): void {
    this.held = held;
    this.tellOnce();
  }

  private tellOnce(): void {
    if (this.held || this.told === this.current) return;
    this.told = this.current;
    this.listener(this.current);
  }
}
