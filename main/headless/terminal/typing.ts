/** A way in which lines are typed at a terminal, and what both ways are given. */
import type { Reading } from '../../../shared/repl/line/reading.ts';
import type { Flags } from '../flags.ts';
import type { Output } from '../output.ts';
import type { Shell } from '../shell.ts';
import type { InputMode } from './mode.ts';

/** The part of a shell that a prompt shows and asks. */
export type PromptShell = Pick<
  Shell,
  'prompt' | 'isSubscribed' | 'known' | 'docs' | 'last' | 'interrupt' | 'onPrinted'
>;

export interface PromptOptions {
  shell: PromptShell;
  /** Runs a line, one character below 256 a byte. False if it leaves the shell. */
  run(line: string): Promise<boolean>;
  flags: Flags;
  output: Output;
  environment: { readonly [name: string]: string | undefined };
  mode: Exclude<InputMode, 'pipe'>;
  /** `:set hints` of ~/.redisclirc; null if it says nothing. */
  hints: boolean | null;
}

export interface Typing {
  /** Whether Ctrl+C ended the line that ran. */
  readonly isInterrupted: boolean;
  /** Prompts for the first time. */
  open(onLines: (lines: readonly Reading[]) => void, onEnd: () => void): void;
  /** Prompts again, once lines have run. */
  next(): void;
  echo(line: Reading): void;
  /** Called with a line that has run. */
  ran(line: Reading): void;
  setHints(on: boolean): void;
  close(): void;
}
