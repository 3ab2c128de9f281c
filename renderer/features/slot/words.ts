/** Texts of the Slot panel. */
import { counted, grouped } from '../../../shared/format/count.ts';

const keys = (n: number) => counted(n, 'key');

const panel = {
  query: (slots: number) => `A key, or a slot from 0 to ${slots - 1}`,
  ask: 'Ask',
  isSlot: 'A number is a slot. In quotes it is a key:',
  empty:
    'Type a key to see which part of it is hashed, its slot, and its owner. Enter asks the owner what else is in the slot.',
  notConnected: (slot: number) => `Connect to a cluster to see the keys of slot ${slot}.`,
  proxy:
    'This is a proxy: it has no slots, and decides itself which server holds a key. Connect to those servers to see their keys.',
  standalone: (slot: number) =>
    `This server is not in a cluster: its keys are in no slots. In a cluster, this would be slot ${slot}.`,
  toAsk: 'asks the owner for the slot’s keys.',
  asking: (slot: number) => `Asking the owner of slot ${slot}…`,
};

const facts = {
  key: 'Key',
  hashed: 'Hashed',
  tag: 'the part in braces',
  wholeKey: 'the whole key',
  mod: (slots: number) => `mod ${slots}`,
  slot: 'Slot',
  owner: 'Owner',
  noPrimary: 'no primary',
  served: 'Served',
  replicas: 'Replicas',
  none: 'none',
  notConnected: 'not connected',
  unmapped: 'not known: this user may not read the map',
  offline: 'no server: the slot is offline',
  proxy: 'a proxy: it has no slots',
  standalone: 'not a cluster: no slots',
};

const parts = {
  title: 'Keys in the slot',
  took: (milliseconds: string, ago: string) => `${milliseconds} ms · ${ago}`,
  migrating:
    'The slot is migrating. For a key that has left it, the source answers ASK, and the target has the key. No client’s slot cache changes until the whole slot has moved.',
  codisMigrating:
    'The slot is moving between two groups. codis moves a key to the new group before it runs a command on it, and lists the keys that are there.',
  stale: 'The map has changed since.',
  askAgain: 'Ask again',
  notTold: (problem: string) => `Some details are missing: ${problem}`,
  keys,
  first: (n: number) => `, first ${grouped(n)}`,
  failed: (problem: string) => `did not answer: ${problem}`,
  inFirst: (n: number) => ` in the first ${n}`,
  noTags: (where: string) => `No hash tags${where}.`,
  tags: (where: string) => `Hash tags${where}:`,
};

const list = {
  filter: 'Filter the loaded keys',
  filterHint: 'part of a key',
  shown: (shown: number, loaded: number) => `${grouped(shown)} of ${grouped(loaded)}`,
  noMatch: 'No loaded key contains this.',
  noneListed: 'No keys were listed.',
  empty: (slot: number, where: string) => `Slot ${slot} is empty${where}.`,
  title: (slot: number) => `Keys of slot ${slot}. Enter shows a key’s value, I puts its name into the shell`,
  strange: 'A server listed keys that do not hash to this slot.',
  blocks: 'The node serves no one else for about a tenth of a second',
  loading: 'Loading…',
  load: (limit: number) => `Load up to ${grouped(limit)}`,
  useScan: (limit: number, isCodis: boolean) =>
    isCodis
      ? `The list ends at ${grouped(limit)} keys. SLOTSSCAN goes through all of the slot.`
      : `CLUSTER GETKEYSINSLOT has no cursor: beyond ${grouped(limit)} keys, SCAN goes through the node’s keys.`,
  insertScan: 'Put that SCAN into the shell',
  insertSlotsScan: 'Put that SLOTSSCAN into the shell',
};

const key = {
  selected: 'Selected key',
  place: (role: string, node: string) => `${role} ${node}`,
  gone: 'gone',
  goneFacts: 'No longer there.',
  both: 'both',
  bothHint: 'Source and target both list it: MIGRATE was cut short, or a client wrote it with ASKING',
  bytes: (n: number) => counted(n, 'byte'),
  about: (facts: string, bytes: number, node: string) =>
    `${facts === '' ? '' : `${facts} · `}name ${counted(bytes, 'byte')} · ${node}`,
  someCommand: 'the command for its type',
  showHint: (command: string) => `Runs ${command} in the shell (Enter)`,
  show: 'Show value',
  insertHint: 'Puts the key into the shell (I)',
  insert: 'Insert',
  copyHint: (shortcut: string) => `Copies the key, quoted for the shell (${shortcut})`,
  copy: 'Copy',
  tooLong: 'This key is too long for the clipboard.',
  copied: 'Copied, quoted for the shell.',
  noExpiry: 'no expiry',
};

export const words = { panel, facts, parts, list, key };
