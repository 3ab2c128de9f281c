/** Texts of the key-slot calculator. */
import type { TagWay } from '../../../shared/slots/tag-finder.ts';
import { counted, grouped, plural } from '../../../shared/format/count.ts';
import type { CalculatorMode, TagWish } from './state.ts';

const keys = (n: number) => counted(n, 'key');

const view = {
  title: 'Key slots',
  count: 'Keys and slots',
  openFile: 'Open file…',
  clear: 'Clear',
  empty:
    'Type or paste keys, one a line. For each you see the hashed part, its checksum, its slot and the owner. Nothing is sent to a server.',
  noKeys: 'no keys yet',
  keys,
  slots: (n: number) => counted(n, 'slot'),
  shards: (n: number) => counted(n, 'shard'),
  repeated: (n: number) => `${counted(n, 'repeated line')} left out`,
  notConnected: 'not connected',
  unmapped: 'this user may not read the map: owners are unknown',
  noCluster: 'not a cluster: these are the slots of any cluster',
  badLines: (n: number) => ` · ${counted(n, 'line')} cannot be read as a key`,
  tooLong: (characters: number) =>
    `${grouped(characters)} characters: too long for a text field. All of them are used.`,
  field: 'Keys, one a line',
  fieldHint: 'user:{1012}:cart\norder:1012\n"binary \\x00\\xff"',
  modesLabel: 'How the keys are shown',
  modes: {
    list: 'List',
    slot: 'By slot',
    tag: 'By tag',
    names: 'Renames',
  } satisfies { [M in CalculatorMode]: string },
  copy: 'Copy',
  copyHint: 'Copies one line for each key: key, slot, owner',
  csv: 'CSV',
  csvName: 'Copy as CSV',
  csvHint: 'Copies all columns as CSV',
  export: 'Export…',
  exportHint: 'Writes all columns to a CSV file',
  together: 'What can go together',
  renames:
    'Names with which keys that belong together would share a slot. RENAME cannot move a key to another slot: write it under its new name, or copy it with DUMP and RESTORE. A tag puts all its keys in one slot, on one shard.',
  opened: (file: string) => `Opened ${file}.`,
  copied: 'Copied.',
  saved: (path: string) => `Saved to ${path}`,
};

const table = {
  list: 'Keys. Enter asks for the slot of one',
  order: 'Order of the keys',
  columns: { key: 'Key', slot: 'Slot', owner: 'Owner' },
  reverse: 'Reverse the order',
  sortBy: (column: string) => `Sort by ${column}`,
  descending: 'descending',
  ascending: 'ascending',
  badLine: (line: number, problem: string) => `Line ${line}: ${problem}`,
  mgetSome: (n: number) => `Puts MGET with the first ${n} of the keys into the shell`,
  mget: 'Puts MGET with these keys into the shell, without running it',
  noPrimary: 'no primary',
  notServed: 'not served',
  notConnected: 'not connected',
  unknown: 'not known',
  nobody: 'none',
  noCluster: 'not a cluster',
};

const lines = {
  unclosed: 'The quote is not closed. Close it, or write the key without quotes.',
  afterQuote: 'There is text right after the closing quote.',
  severalWords: 'There is more than one word. Write one key a line.',
};

const groups = {
  alone: (n: number) => `${keys(n)} alone`,
  oneAlone: 'no other key is in its slot: a command with any other key fails with CROSSSLOT',
  eachAlone: 'each in a slot of its own: a command with two of them fails with CROSSSLOT',
  slot: (slot: number) => `slot ${slot}`,
  oneCommand: (n: number) => `these ${grouped(n)} keys can be in one MGET, MSET or MULTI:`,
  samePart: (part: string) => `of all, ${part} is hashed`,
  nothing: 'nothing',
  byChance: (parts: number) => `only by chance: ${parts} different hashed parts have the same slot`,
  sameTag: 'they share the tag',
  oneTag: 'one key has this tag',
  noTag: 'no tag',
  wholeKey: (n: number, slots: number) => `the whole key is hashed: ${keys(n)} in ${counted(slots, 'slot')}`,
  noneTogether: 'No two of these keys share a slot: a command with two of them fails with CROSSSLOT.',
  allTogether: 'All of these keys can be in one MGET, MSET or MULTI.',
  someTogether: (n: number, byTag: number, byChance: number) =>
    `${counted(n, 'group')} can be in one MGET, MSET or MULTI: ${grouped(byTag)} by tag, ${grouped(byChance)} only by chance.`,
  someAlone: (n: number) => ` ${n === 1 ? '1 key is' : `${grouped(n)} keys are`} alone in a slot.`,
  codis: {
    oneAlone: 'no other key is in its slot',
    eachAlone:
      'each in a slot of its own: codis divides MGET, MSET, DEL and EXISTS by key; other commands may miss keys',
    oneCommand: (n: number) => `these ${grouped(n)} keys can be in one command of any kind:`,
  },
  wouldShare: (n: number, slot: number, reason: string) => `${keys(n)} would share slot ${slot}: ${reason}`,
  commonIdentifier: 'their common identifier in braces',
  commonBeginning: 'their common beginning in braces',
};

const steps = {
  title: 'Step by step',
  emptyKey: 'the empty key',
  tag: 'The tag',
  hashed: 'What is hashed',
  hashedPart: (tagged: boolean, bytes: number) =>
    `${tagged ? 'The part between the braces' : 'The whole key'}: ${counted(bytes, 'byte')}`,
  moreBytes: (n: number) => ` … ${grouped(n)} more`,
  crc: (name: string) => `${name}, byte by byte`,
  nothing: 'Nothing to hash: it stays 0.',
  modulo: (slots: number) => `Modulo ${slots}`,
  owner: 'The owner',
  slot: 'slot',
  noBrace: 'There is no { in the key: no tag.',
  notClosed: (open: number) => `The first { is at position ${open}, no } comes after it: no tag.`,
  braces: (open: number, close: number) =>
    `The first { is at position ${open}, the first } after it at ${close}`,
  tagBetween: (braces: string) => `${braces}: the tag is between them.`,
  nothingBetween: (braces: string) => `${braces}, with nothing between: no tag.`,
  columns: { at: 'at', byte: 'byte', text: 'text', crc: (name: string) => `${name} after it` },
  folded: (n: number) => `… ${counted(n, 'more byte')}`,
  space: 'space',
};

const finder = {
  title: 'Give me a tag',
  about: 'Finds letters that put a key into the slot, or on the node, that you choose.',
  key: 'Key, or its beginning',
  takeSelected: 'Use the selected key',
  how: 'How',
  ways: {
    append: 'a tag at the end: key{…}',
    front: 'a tag in front: {…}key',
    suffix: 'letters at the end: key…',
    extend: 'letters at the end of its own tag',
    replace: 'another tag instead of its own',
  } satisfies { [W in TagWay]: string },
  kinds: {
    slot: 'slot',
    range: 'slots',
    shard: 'shard',
    node: 'node',
  } satisfies { [K in TagWish['kind']]: string },
  landings: 'Where it lands',
  use: (way: string) => `Use ${way}`,
  others: 'Others',
  noLetters: 'No combination of four letters works. Choose another way, or a wider range.',
  landsIn: 'Lands in',
  wantedSlot: 'Wanted slot',
  firstSlot: 'First wanted slot',
  to: 'to',
  lastSlot: 'Last wanted slot',
  wantedShard: 'Wanted shard',
  shard: (number: number) => `shard ${number}`,
  wantedNode: 'Wanted node',
  copyKey: (key: string) => `Copy ${key}`,
  copy: 'Copy',
  insertKey: (key: string) => `Put ${key} into the shell`,
  insert: 'Into the shell',
  ownKeys: (n: number) => `${keys(n)} of your list already ${plural(n, 'lands', 'land')} there:`,
  notSlot: 'Slots are numbers from 0 to 16383.',
  typeSlot: 'Type the slot that the key should land in.',
  typeRange: 'Type the first and the last slot of the range.',
  wrongOrder: 'The first slot comes after the last.',
  notConnected: 'Not connected: no shards are known. Choose a slot or a range instead.',
  unmapped: 'This user may not read the map: no shards are known.',
  noCluster: 'This server is not in a cluster: it has no slots.',
  noSlots: 'It owns no slots.',
};

/** Lines to learn from, as they are typed. */
const examples = {
  title: 'Examples',
  /** `codis`: where it teaches something else there. */
  lines: [
    { line: 'user:1012', lesson: 'no tag: the whole key' },
    { line: 'user:{1012}:cart', lesson: 'a tag' },
    { line: 'order:{1012}', lesson: 'the same tag, the same slot' },
    { line: 'user:{}:cart', lesson: 'empty braces are no tag', codis: 'empty braces are a tag: slot 0' },
    { line: '{{1012}}', lesson: 'braces do not nest' },
    { line: '{1012}:{cart}', lesson: 'two pairs: the first counts' },
    { line: 'user:{1012', lesson: 'never closed' },
    { line: 'user:1012}{cart}', lesson: 'a } before the first {' },
    { line: '""', lesson: 'the empty key' },
    { line: '"\\x00\\xff{\\x80}"', lesson: 'binary' },
    { line: 'café', lesson: 'UTF-8 bytes are hashed' },
    { line: 'two words', lesson: 'spaces count' },
    { line: 'job:2f6c0d4e-91b7-4c5a-8a31-5b1f0a7e9d42', lesson: 'long' },
  ],
};

export const words = { view, table, lines, groups, steps, finder, examples };
