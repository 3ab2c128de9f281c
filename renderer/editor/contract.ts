/** The interface between the editor and the window, in both directions. Types only: the editor is loaded later. */
import type { DrawnTheme } from '../kit/theme.ts';
import type { ShellContext } from '../repl/contract.ts';
import type { ArgumentOf } from '../../shared/calls/call.ts';
import type { debugCalls } from '../../shared/calls/debug.ts';
import type { DebugState } from '../../shared/session/lua-debug.ts';
import type { ConfProblem, Directive } from '../../shared/local/conf.ts';
import type { Knowledge } from './completions.ts';

/** The debugger of main. Each rejects with a CallError. */
export interface DebugHooks {
  /** Null if the user cancels. */
  start(script: Omit<ArgumentOf<typeof debugCalls.startDebug>, 'shell'>): Promise<DebugState | null>;
  goOn(command: 'step' | 'continue' | 'abort'): Promise<DebugState>;
  print(text: string, isCode: boolean): Promise<DebugState>;
  setBreakpoints(lines: number[]): Promise<void>;
  end(): Promise<void>;
}

export interface EditorHooks {
  debug: DebugHooks;
  /** Passes whole lines to the shell, in order. */
  run(lines: string[]): void;
  /** True if the key is a shortcut of the window, which has run. */
  shortcut(event: KeyboardEvent): boolean;
  /** The line that would run next, as written; null if the editor has lost the focus. */
  onLine(line: string | null): void;
  /** Asks for a file; null if the user cancels. */
  openText(): Promise<{ name: string; text: string } | null>;
  /** Asks where to save; returns the path, or null if the user cancels. */
  saveText(suggestion: string, text: string): Promise<string | null>;
  complain(error: unknown): void;
  close(): void;
}

/** Options are completed for commands with docs. */
export type EditorContext = ShellContext & Pick<Knowledge, 'docs'>;

/** The user's choices for every editor. */
export interface EditorLook {
  theme: DrawnTheme;
  /** Name of a font; empty for the app's own. */
  font: string;
  /** Pixels. */
  fontSize: number;
}

export interface EditorPane {
  setContext(context: EditorContext): void;
  /** Replaces a document, which an undo brings back: Lua by the name, else the commands. */
  openFile(file: { name: string; text: string }): void;
  focus(): void;
  dispose(): void;
}

export interface ConfHooks {
  /** The user has changed the text. */
  onText(text: string): void;
  /** Ctrl+S. */
  onSave(): void;
  /** True if the key is a shortcut of the window, which has run. */
  shortcut(event: KeyboardEvent): boolean;
}

/** A conf file in an editor of its own. */
export interface ConfEditor {
  /** Another text; onText is not called. The place in it stays. */
  setText(text: string): void;
  setDirectives(directives: readonly Directive[]): void;
  setProblems(problems: readonly ConfProblem[]): void;
  /** To a line, from 1, with the focus. */
  goTo(line: number): void;
  focus(): void;
  dispose(): void;
}
