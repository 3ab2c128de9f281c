/** What the editor needs from the rest of the window, and what it offers to it. Types only: the editor is loaded later. */
import type { ShellContext } from '../repl/contract.ts';
import type { DrawnTheme } from '../kit/theme.ts';
import type { Knowledge } from './completions.ts';

export interface EditorHooks {
  /** Hands whole lines to the shell, in order. */
  run(lines: string[]): void;
  /** True where the key was one of the window's own, and has done its work. */
  shortcut(event: KeyboardEvent): boolean;
  /** The line that would be run next, as it is written; null where the editor has lost the focus. */
  onLine(line: string | null): void;
  /** Asks for a file; null where the user thought better. */
  openText(): Promise<{ name: string; text: string } | null>;
  /** Asks where to save; answers the path, or null. */
  saveText(suggestion: string, text: string): Promise<string | null>;
  complain(error: unknown): void;
  close(): void;
}

/** Options are completed where there are docs. */
export type EditorContext = ShellContext & Pick<Knowledge, 'docs'>;

export interface EditorPane {
  setContext(context: EditorContext): void;
  setTheme(theme: DrawnTheme): void;
  focus(): void;
  /** The script that is shown: commands, or Lua. */
  getText(): string;
  setText(text: string): void;
  dispose(): void;
}
