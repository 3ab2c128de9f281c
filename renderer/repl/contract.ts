/** What the shell needs from the rest of the window, and what it offers to it. */
import type { CommandTable } from '../../shared/command-table.ts';
import type { Execution, Notice, SessionState, Topology } from '../../shared/model.ts';

export interface ShellHooks {
  /** Rejects with an Error that carries `failure: Failure`. */
  execute(line: string): Promise<Execution | null>;
  cancel(): void;
  /** After every edit of the line. */
  onEdit(line: string, cursor: number): void;
  onExecution(execution: Execution): void;
  onOpenReply(id: number): void;
  copy(text: string): void;
  paste(): Promise<string>;
  openPalette(): void;
}

export interface ShellContext {
  topology: Topology | null;
  commands: CommandTable;
  session: SessionState;
}

export interface Shell {
  setContext(context: ShellContext): void;
  setTheme(theme: 'dark' | 'light'): void;
  notice(notice: Notice): void;
  /** Puts text into the line at the cursor; newlines become blanks. */
  insert(text: string): void;
  /** Runs a line after those that wait; the line being typed stays. */
  run(line: string): void;
  clear(): void;
  focus(): void;
  copySelection(): void;
  pasteClipboard(): void;
  fit(): void;
  dispose(): void;
  /** The whole buffer: wrapped rows joined, trailing blanks and trailing empty lines cut. */
  lines(): string[];
}
