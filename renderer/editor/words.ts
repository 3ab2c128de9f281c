/** Texts of the editor. */

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

export const words = { conf, pane, head, lua, margin, completion };
