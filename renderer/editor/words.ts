/** What the user reads in the editor. */
export const words = {
  kinds: 'Kind of script',
  commands: 'Commands',
  lua: 'Lua',
  runAll: 'Run all',
  runLine: 'Run line',
  runLineHint: 'Run the line under the cursor, or the selected lines',
  run: 'Run',
  open: 'Open…',
  save: 'Save…',
  close: 'Close the editor',
  saved: (path: string) => `Saved to ${path}`,
  tooLarge: 'Too large to keep for the next start. Save it to a file.',
  commandsText: 'Commands, one a line',
  luaText: 'Lua script',
  luaForm: 'Keys and arguments of the script',
};
