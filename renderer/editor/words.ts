/** Texts of the editor. */
import type { DebugState } from '../../shared/session/lua-debug.ts';

const pane = {
  saved: (path: string) => `Saved to ${path}`,
  tooLarge: 'Too large to keep for the next start. Save it to a file.',
  commandsText: 'Commands, one a line',
  luaText: 'Lua script',
  luaForm: 'Keys and arguments of the script',
  notKept: 'not kept',
};

const head = {
  kinds: 'Kind of script',
  commands: 'Commands',
  lua: 'Lua',
  runAll: 'Run all',
  runLine: 'Run line',
  runLineHint: 'Run the line under the cursor, or the selected lines',
  run: 'Run',
  debug: 'Debug',
  debugHint: 'Stops before each line, on a copy of the data. F9 sets a breakpoint.',
  open: 'Open…',
  save: 'Save…',
  close: 'Close the editor',
};

const lua = {
  keys: 'KEYS',
  args: 'ARGV',
  addKey: 'Add a key',
  addArgument: 'Add an argument',
  rowHint: 'As typed. In quotes as in the shell: "\\x00", "" for an empty one. Enter adds a row.',
  row: (list: string, number: number) => `${list}[${number}]`,
  remove: (row: string) => `Remove ${row}`,
  crossSlot: (slots: number) => `CROSSSLOT: these keys are in ${slots} slots.`,
  crossSlotAdvice:
    ' A script runs on one node. A shared part in braces puts keys into one slot: a{tag} b{tag}',
  readOnly: 'Read only',
  sync: 'Debug on the data itself',
  syncHint:
    'Without this, the debugger runs the script on a copy of the data, and its changes are rolled back. With it they stay, and the node serves nobody else while the script is stopped.',
};

const debug = {
  title: 'Lua debugger',
  commands: { continue: 'Continue', step: 'Step', abort: 'Stop' },
  hints: {
    continue: 'Run to the next breakpoint, or to the end',
    step: 'Run this line',
    abort: 'End the script with an error',
  },
  again: 'Debug again',
  close: 'Back to the keys and arguments',
  running: 'Running…',
  where: ({ phase, line, reason, node }: DebugState) =>
    phase === 'stopped'
      ? `Stopped before line ${line} on ${node}${reason === 'step over' || reason === '' ? '' : ` (${reason})`}`
      : phase === 'ended'
        ? `The script has ended on ${node}`
        : `The connection to ${node} is lost: ${reason}`,
  result: 'Reply',
  variables: 'Local variables',
  noVariables: 'none here',
  calls: 'Where',
  print: 'Print a variable, or what Lua code returns',
  printHint: 'x, or return x + 1',
  printButton: 'Print',
  log: 'What the script has said',
  breakpoints: (lines: readonly number[]) =>
    `${lines.length === 1 ? 'Breakpoint on line' : 'Breakpoints on lines'} ${lines.join(', ')}`,
  breakpointHint: 'Breakpoint. Click or F9 takes it away.',
};

/** In the margin beside a line. */
const margin = {
  crossSlot: 'CROSSSLOT',
  problem: '?',
  slot: (slot: number, shard: number | null) => `Slot ${slot}${shard === null ? '' : `, shard ${shard}`}`,
  sentTo: (target: string) => `Sent to ${target}`,
  crossed: (count: number, slots: string) => `Keys in ${count} slots cannot go together: ${slots}`,
  badRepeat: 'A repeat count must be 1 or more',
  unclosed: 'A quote is not closed',
  afterQuote: 'A space must follow the closing quote',
  unknown: (name: string) => `Unknown command: ${name}`,
};

const completion = {
  targets: [
    ['@all', 'every node'],
    ['@primaries', 'the primary of each shard'],
    ['@replicas', 'every replica'],
    ['@split', 'one command for each slot'],
    ['@slot:', 'the owner of a slot'],
    ['@key:', 'the owner of a key'],
    ['@node:', 'one node, by port, address or id'],
  ] as const,
  writes: 'writes',
  reads: 'reads',
  byKey: 'by key',
  blocks: 'blocks',
  args: (least: number, orMore: boolean) =>
    `${least}${orMore ? ' or more' : ''} ${least === 1 && !orMore ? 'argument' : 'arguments'}`,
};

const conf = {
  text: 'Conf file',
  initial: (value: string) => (value === '' ? 'empty by default' : `default ${value}`),
  isInitial: 'default',
};

export const words = { conf, pane, head, lua, debug, margin, completion };
