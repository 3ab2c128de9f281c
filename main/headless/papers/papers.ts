/** The papers of the command by the names that they have in a package. scripts/build-command.mjs writes them. */
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { manPage } from './man.ts';
import { zshCompletion } from './zsh.ts';

/** `date` of the man page is YYYY-MM-DD. */
export const papers = (date: string): { readonly [path: string]: string } => ({
  'slotshell.1': manPage(date),
  'completions/slotshell.bash': bashCompletion(),
  'completions/_slotshell': zshCompletion(),
  'completions/slotshell.fish': fishCompletion(),
});
