/** redis-cli's colours of whole lines, by how they begin. Pure. */

const BOLD = '29;1';
const RED = '31;1';
const GREEN = '32;1';
const YELLOW = '33;1';

const COLOURS: readonly (readonly [begins: RegExp, colour: string])[] = [
  [/^>>> /, BOLD],
  [/^\[OK\] /, GREEN],
  [/^\[WARNING\] (Node \S+ has slots in|The following slots are open)/, RED],
  [/^\[WARNING\] |^\*\*\* (New |No rebalancing needed|Importing )/, YELLOW],
  [/^\[ERR\] |^\*\*\* |^ERR setting /, RED],
];

/** redis-cli asks for no more than this, and not whether it writes to a terminal. */
export const hasColours = (term: string | undefined): boolean => term?.includes('xterm') ?? false;

/** The line with its end, which redis-cli paints too. */
export function painted(line: string, inColour: boolean): string {
  if (!inColour) return `${line}\n`;
  const call = /^(>>> Calling)(?= )/.exec(line);
  if (call) return `${wrapped(call[0], BOLD)}${line.slice(call[0].length)}\n`;
  if (/^Migrating .* OK$/.test(line)) return `${line.slice(0, -2)}${wrapped('OK\n', GREEN)}`;
  const colour = COLOURS.find(([begins]) => begins.test(line))?.[1];
  return colour === undefined ? `${line}\n` : wrapped(`${line}\n`, colour);
}

const wrapped = (text: string, colour: string) => `\x1b[${colour}m${text}\x1b[0m`;
