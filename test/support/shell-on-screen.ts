/** A shell on a headless terminal, and what it asks of the rest of the window. */
import { expect } from 'vitest';
import { actionFor } from '../../shared/repl/line/keymap.ts';
import { ShellCore } from '../../renderer/repl/shell-core.ts';
import type { CompletionView } from '../../shared/repl/completion/completion.ts';
import type { ShellContext } from '../../renderer/repl/contract.ts';
import type { Reading } from '../../shared/repl/line/reading.ts';
import type { Arriving, Execution, LineOutcome } from '../../shared/session/execution.ts';
import { clusterContext } from './cluster-fixtures.ts';
import { HeadlessScreen } from './headless-screen.ts';

/** A shell on a headless terminal; the hooks are the edge of what is tested here, and answer when told to. */
export class ShellOnScreen {
  readonly screen: HeadlessScreen;
  readonly core: ShellCore;
  readonly lines: string[] = [];
  /** Of each of them, whether it was said that nobody looks at its answer. */
  readonly unattended: boolean[] = [];
  /** What the user has typed or pasted. */
  readonly entered: string[] = [];
  /** Repetitions that were said to be done, at each asking. */
  readonly dones: number[] = [];
  readonly pending: { resolve(answer: LineOutcome[]): void; reject(problem: Error): void }[] = [];
  readonly events: string[] = [];
  readonly frames: (() => void)[] = [];
  /** Every state of the list of candidates, null where it closed. */
  readonly lists: (CompletionView | null)[] = [];
  clipboard = '';
  /** The answer to a paste: at once, or what the user says. */
  confirmPaste: (lines: readonly string[]) => true | Promise<boolean> = () => true;
  /** What the window does with every edit. */
  onEdit: (line: Reading) => void = () => undefined;
  /** What was run in earlier sessions. */
  earlier: string[] = [];
  /** What has come of the reply that is being waited for. */
  arriving: Arriving | null = null;

  constructor(columns = 100, rows = 24, context: ShellContext = clusterContext(), earlier: string[] = []) {
    this.earlier = earlier;
    this.screen = new HeadlessScreen(columns, rows);
    this.core = new ShellCore({
      screen: this.screen,
      scrollback: 10_000,
      nextFrame: (callback) => this.frames.push(callback),
      onCompletion: (view) => this.lists.push(view),
      hooks: {
        // Main may answer for the first of the lines only: then each is asked for by itself.
        run: ([line], done, _, unattended) => {
          this.lines.push(line!);
          this.unattended.push(unattended);
          this.dones.push(done);
          return new Promise((resolve, reject) => this.pending.push({ resolve, reject }));
        },
        onEntered: (lines) => this.entered.push(...lines),
        confirmPaste: (lines) => this.confirmPaste(lines),
        ask: () => Promise.resolve(null),
        stopStreams: () => this.events.push('stop streams'),
        leave: () => this.events.push('leave'),
        onHints: (on) => this.events.push(`hints ${on}`),
        cancel: () => this.events.push('cancel'),
        arriving: () => Promise.resolve(this.arriving),
        onEdit: (line, cursor) => {
          this.events.push(`edit ${line.text} ${cursor}`);
          this.onEdit(line);
        },
        onExecutions: (done) => this.events.push(...done.map(({ command }) => `execution ${command}`)),
        onOpenValue: (title, frame) => this.events.push(`value ${title} ${frame.length}`),
        openFind: () => this.events.push('find'),
        onOpenReply: (id) => this.events.push(`open ${id}`),
        history: () => Promise.resolve(this.earlier),
        copy: (text) => this.events.push(`copy ${text}`),
        paste: () => Promise.resolve(this.clipboard),
        openPalette: () => this.events.push('palette'),
      },
    });
    this.core.setContext(context);
  }

  press(...chords: string[]): void {
    for (const chord of chords) {
      const parts = chord.split('+');
      const key = parts.pop()!;
      const action = actionFor({
        key,
        code: '',
        ctrlKey: parts.includes('Ctrl'),
        altKey: parts.includes('Alt'),
        shiftKey: parts.includes('Shift'),
        metaKey: false,
      });
      expect(action, chord).not.toBeNull();
      this.core.act(action!);
    }
  }

  /** Types characters one by one. */
  type(text: string): void {
    for (const character of text) this.core.type(character);
  }

  /** Answers the oldest command that waits for one. */
  async answer(done: Execution | LineOutcome[] | null | Error): Promise<void> {
    const waiting = this.pending.shift()!;
    if (done instanceof Error) waiting.reject(done);
    else if (Array.isArray(done)) waiting.resolve(done);
    else if (done) waiting.resolve([{ kind: 'executed', executions: [done], remaining: 0 }]);
    else waiting.resolve([{ kind: 'nothing' }]);
    await this.settled();
  }

  /** Resolves when what was written so far is on the screen. */
  async settled(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.screen.show('');
    await this.screen.show('');
  }

  async shown(): Promise<string[]> {
    await this.settled();
    return this.core.lines();
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.settled();
    this.screen.terminal.resize(columns, rows);
    this.core.resized();
    for (const frame of this.frames.splice(0)) frame();
    await this.settled();
  }
}
