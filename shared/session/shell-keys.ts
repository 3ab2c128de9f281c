/**
 * The keys that the shell handles itself, as F1 lists them. shared/repl/line/keymap.ts binds them;
 * test/unit/shared/repl/line/keymap.test.ts holds the two together.
 */
export const SHELL_KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Enter', 'Run the line'],
  ['Tab, Shift+Tab', 'Complete the word; the next candidate, the one before'],
  ['ArrowUp, Ctrl+P', 'Earlier line'],
  ['ArrowDown, Ctrl+N', 'Later line'],
  ['Ctrl+R, Ctrl+S', 'Search the lines that were run, backwards and forwards; again for the next'],
  ['Escape, Ctrl+G', 'Give up the search; the line is as it was'],
  ['Ctrl+A, Home', 'Start of the line'],
  ['Ctrl+E, End', 'End of the line'],
  ['Alt+B, Ctrl+ArrowLeft', 'Back a word'],
  ['Alt+F, Ctrl+ArrowRight', 'Forward a word'],
  ['Ctrl+W, Alt+Backspace', 'Delete the word before'],
  ['Alt+D', 'Delete the word after'],
  ['Ctrl+U', 'Delete to the start'],
  ['Ctrl+K', 'Delete to the end; at the end, the palette'],
  ['Ctrl+Y', 'Put back what was deleted'],
  ['Ctrl+T', 'Swap two characters'],
  ['Ctrl+Z', 'Undo'],
  ['Ctrl+V', 'Paste; complete lines run in order'],
  ['Ctrl+C', 'Copy the selection, stop the running command, or drop the line'],
  ['Ctrl+L', 'Clear the transcript'],
  ['Alt+V', 'Open the latest reply: text, JSON, bytes'],
  ['Alt+S', 'Run the last command once for each slot, after a CROSSSLOT'],
  ['Alt+O', 'Open the latest large reply'],
  ['Ctrl+F', 'Forward a character; on an empty line, find in the transcript'],
  ['PageUp, PageDown', 'Scroll the transcript'],
  ['Ctrl+Home, Ctrl+End', 'First and last line of the transcript'],
];

/** The script editor's keys beyond those of every editor. */
export const EDITOR_KEYS: typeof SHELL_KEYS = [
  ['CmdOrCtrl+Enter', 'Run the line, or the selected lines'],
  ['CmdOrCtrl+Shift+Enter', 'Run all lines, or the Lua script'],
  ['Ctrl+Space', 'What could stand here; Tab takes it'],
  ['Escape', 'Then Tab leaves the editor'],
];
