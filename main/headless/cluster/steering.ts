/** What the user does while an operation runs: Ctrl+C, and keys that change the pace of a move. */
import type { ActionKind } from '../../../shared/operations/action.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { Progress } from '../../../shared/operations/progress.ts';
import type { Control } from '../../cluster/operations/run/context.ts';
import type { CommandContext } from './command-context.ts';
import { limitAfter, limitText, PACE_HELP } from './pace.ts';
import { TerminalKeys } from './terminal-keys.ts';

/** Ctrl+C, and what ends a program when its terminal closes or the machine stops: none may leave a slot open. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const MOVES_KEYS: readonly ActionKind[] = ['move-slots', 'move-keys'];

export class Steering {
  readonly control: { -readonly [K in keyof Control]: Control[K] };
  /** Null where no keys are read: in a pipe, and for what moves no keys. */
  readonly keys: TerminalKeys | null = null;
  private readonly context: CommandContext;
  private readonly interrupt: () => void;
  private last: Progress | null = null;

  constructor(context: CommandContext, plan: Plan) {
    this.context = context;
    this.control = { wish: 'run', rate: Number(context.given.options.get('--rate')?.at(-1)) || null };
    this.interrupt = () => this.interrupted();
    for (const signal of SIGNALS) process.on(signal, this.interrupt);
    // The servers' own migrations have no limit that could be set.
    const movesKeys = plan.steps.some(({ action }) => MOVES_KEYS.includes(action.kind));
    if (!movesKeys || context.isJson) return;
    this.keys = TerminalKeys.open(context.io.stdin, {
      interrupt: this.interrupt,
      key: (key) => this.changePace(key),
    });
    if (this.keys) context.print([PACE_HELP]);
  }

  tell(progress: Progress): void {
    this.last = progress;
    this.context.progress.tell(progress);
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.interrupt);
    this.keys?.close();
  }

  /** Once pauses at the next boundary, twice stops there. */
  private interrupted(): void {
    const isFirst = this.control.wish === 'run';
    this.control.wish = isFirst ? 'pause' : 'stop';
    this.context.progress.clear();
    this.context.io.output.error(
      isFirst ? 'Pausing after the step under way; Ctrl+C again stops it.\n' : 'Stopping.\n',
    );
  }

  private changePace(key: string): void {
    const limit = limitAfter(key, this.control.rate, this.last?.rate ?? null);
    if (limit === undefined) return;
    this.control.rate = limit;
    this.context.print([limitText(limit)]);
    if (this.last) this.tell({ ...this.last, limit });
  }
}
