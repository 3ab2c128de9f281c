/** The shell's needs from the rest of the window, and its offer to it. */
import type { CommandDocs } from '../../shared/commands/command-docs.ts';
import type { CommandTable } from '../../shared/commands/command-table.ts';
import type { Approval, Question } from '../../shared/commands/guard.ts';
import type { LanguageName } from '../../shared/language/language.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import type { Escape } from '../../shared/session/settings.ts';
import type { Arriving, Execution, LineOutcome, Pushed } from '../../shared/session/execution.ts';
import type { Notice } from '../../shared/session/notice.ts';
import type { SessionState } from '../../shared/session/session.ts';
import type { Reading } from '../../shared/repl/line/reading.ts';
import type { EntryFacts, Which } from './transcript/record.ts';
import type { ThemeName } from './text/theme.ts';
import type { TextForm, Wholes } from './transcript/transcript-text.ts';

export interface ShellHooks {
  /** As the call `run` of the contract: the outcomes of the first of the lines. Rejects with an Error that carries `failure: Failure`. */
  run(
    lines: readonly string[],
    done: number,
    approval: Approval | null,
    unattended: boolean,
  ): Promise<LineOutcome[]>;
  /** Lines that the user has typed or pasted here, and that run or wait now. */
  onEntered(lines: readonly string[]): void;
  /** Whether pasted commands may run: true at once, or the user's answer. */
  confirmPaste(lines: readonly string[]): true | Promise<boolean>;
  /** Asks the user; null if the user declines. */
  ask(question: Question): Promise<Approval | null>;
  cancel(): void;
  /** As the call `arriving` of the contract. */
  arriving(): Promise<Arriving | null>;
  /** Ends subscriptions and MONITOR. */
  stopStreams(): void;
  /** `exit`: closes the shell. */
  leave(): void;
  /** `:set hints`. */
  onHints(on: boolean): void;
  /** After every edit of the line. */
  onEdit(line: Reading, cursor: number): void;
  /** The executions that have been shown, in order. */
  onExecutions(executions: Execution[]): void;
  onOpenReply(id: number): void;
  /** A reply that is here as a whole is to be shown by itself. `frame` is RESP. */
  onOpenValue(title: string, frame: Uint8Array): void;
  openFind(): void;
  /** The lines that were run on this connection before, newest last. */
  history(): Promise<string[]>;
  copy(text: string): void;
  paste(): Promise<string>;
  openPalette(): void;
}

export interface ShellContext {
  topology: Topology | null;
  commands: CommandTable;
  /** Empty before they are read. */
  docs: CommandDocs;
  session: SessionState;
  /** Of hints, explanations and annotations from now on. */
  language: LanguageName;
  /** A command that Tab puts into an empty line; empty for none. */
  suggestion: string;
}

/** An entry and the point of the window, in pixels, where something about it is shown. */
export interface PlacedEntry {
  facts: EntryFacts;
  x: number;
  y: number;
}

/** The user's choices for the terminal. */
export interface TerminalLook {
  /** Name of a font; empty for the app's own. */
  font: string;
  /** Pixels. */
  fontSize: number;
  /** Lines that are kept above the window. */
  scrollback: number;
}

export interface Shell {
  setContext(context: ShellContext): void;
  /** How strings in replies are shown, also those that are there; `readable` at first. */
  setEscape(escape: Escape): void;
  setTheme(theme: ThemeName): void;
  /** Also of what is on the screen. */
  setTerminal(look: TerminalLook): void;
  /** Shows the syntax that the line still wants behind the cursor, or does not. */
  setHints(on: boolean): void;
  notice(notice: Notice): void;
  /** Shows messages of subscriptions and MONITOR. */
  pushed(pushed: Pushed): void;
  /** Puts a word into the line at the cursor, with blanks around it, or a command in place of the one put last. Newlines become blanks. A snippet replaces the line, and Tab goes through its placeholders. */
  insert(text: string, kind: 'word' | 'command' | 'snippet'): void;
  /** Runs a line after those that wait; the line being typed stays. */
  run(line: string): void;
  /** Runs lines in order after those that wait. `unattended`: nobody looks at each answer before the next line comes. */
  runAll(lines: readonly string[], unattended?: boolean): void;
  clear(): void;
  /** Forgets the lines that were run. */
  clearHistory(): void;
  focus(): void;
  copySelection(): void;
  /** Whether text of the transcript is selected. */
  hasSelection(): boolean;
  /** Entries as text; empty if there are none. */
  text(form: TextForm, which: Which, wholes?: Wholes): string;
  /** The entries' replies whose head alone is in the window. */
  largeReplies(which: Which): { id: number; raw: boolean }[];
  /** The entry at a height of the window, in pixels; null for the selected one, or else the last command. */
  entryAt(clientY: number | null): PlacedEntry | null;
  openFind(): void;
  pasteClipboard(): void;
  fit(): void;
  dispose(): void;
  /** The whole buffer: wrapped rows joined, trailing blanks and trailing empty lines cut. */
  lines(): string[];
  /** Resolves when nothing runs and all that was written is on the screen. */
  idle(): Promise<void>;
}
