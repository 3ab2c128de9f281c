/** How lines are typed, decided as linenoise of redis-cli 7.4 decides it. */

/** `pipe`: lines of a file or a pipe, no prompt. `plain`: a prompt, and the terminal's own line. `editor`: keys. */
export type InputMode = 'pipe' | 'plain' | 'editor';

type Environment = { readonly [name: string]: string | undefined };

/** Terminals that do not move their cursor. */
const UNSUPPORTED = new Set(['dumb', 'cons25', 'emacs']);

/** redis-cli's own tests: keys come through a pipe, the screen has 80 columns, and nothing is asked of the server for hints. */
export const isFakeTerminal = (environment: Environment): boolean =>
  environment['FAKETTY_WITH_PROMPT'] !== undefined;

export function inputMode(environment: Environment, isTerminal: boolean): InputMode {
  if (isFakeTerminal(environment)) return 'editor';
  if (!isTerminal) return 'pipe';
  return UNSUPPORTED.has((environment['TERM'] ?? '').toLowerCase()) ? 'plain' : 'editor';
}
