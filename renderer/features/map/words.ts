/** Texts in and around the slot map. */
import { counted, grouped, plural } from '../../../shared/format/count.ts';
import type { Shade } from './state.ts';

const slots = (n: number) => counted(n, 'slot');
const keys = (n: number) => counted(n, 'key');

const view = {
  notConnected: 'All 16384 slots appear here, each in its shard’s colour, once a cluster is connected.',
  proxy: (label: string) =>
    `${label} is a proxy: it has no slots, and only the proxy knows which server holds which key.`,
  standalone: (label: string) =>
    `${label} is not in a cluster: it has no slots, and every key is on this one server.`,
  toCalculator: 'Which slots keys would have',
  moreShards: (n: number) => ` And ${counted(n, 'shard')} more.`,
  contested: (n: number) => `${slots(n)} claimed by several nodes. The Nodes view shows which.`,
  notCounted: (nodes: string, reason: string) =>
    `Not counted: the slots of ${nodes} (${reason}). Count again when they are back.`,
  drawFailed: {
    message: (error: string) => `The picture could not be drawn: ${error}`,
    advice: 'Close other windows and try again, or save the table.',
  },
  help: [
    ['← ↑ ↓ →', 'move'],
    ['Shift', 'extend'],
    ['Enter', 'inspect'],
    ['K', 'keys of the slot'],
    ['/', 'find'],
    ['C', 'count'],
  ] as const,
  savedStatus: 'Saved',
  png: 'PNG…',
  csv: 'CSV…',
  find: 'Find a slot, a key or a tag on the map',
  findHint: 'slot, key or {tag}',
  shadeBy: 'Shade by',
  shades: {
    owner: 'owner',
    keys: 'keys',
    cpu: 'cpu',
    network: 'network',
    memory: 'memory',
  } satisfies { [S in Shade]: string },
  noMetric: 'These servers do not report it (CLUSTER SLOT-STATS).',
  touched: 'Touched',
  touchedHint: 'Slots of recent commands glow for ten seconds',
  counting: 'Counting keys',
  countStarts: 'Counting…',
  progress: (done: number, total: number) => `${grouped(done)} of ${grouped(total)} slots`,
  countedAt: (ago: string, milliseconds: number) => `Counted ${ago}, in ${grouped(milliseconds)} ms`,
  count: 'Count keys',
  countAgain: 'Count again',
  copied: (text: string) => `Copied ${text}`,
  saved: (path: string) => `Saved to ${path}`,
};

const canvas = {
  role: 'map of all slots',
  name: 'Slot map: arrow keys move, Shift extends, Enter opens the slot',
};

const legend = {
  title: 'Legend of the slot map',
  marks: 'Marks',
  migrating: 'migrating',
  failing: 'owned, not served',
  unowned: 'without an owner',
  notCounted: 'not counted',
  touched: 'just touched',
  selected: 'selected',
  shards: 'Shards',
  shard: (number: number) => `Shard ${number}`,
  slots,
  keys,
  notServed: 'not served',
  partlyCounted: (sum: number, unknown: number) => `${keys(sum)}, ${slots(unknown)} not counted`,
  selectedSlots: 'Selected slots',
  copy: 'Copy',
  nobody: 'none',
  slotsMigrating: (n: number) => `${slots(n)} migrating`,
  selectionKeys: 'Keys',
  inSlot: 'In a slot',
  range: (least: number, most: number, mean: string) => `${grouped(least)} to ${grouped(most)}, mean ${mean}`,
  emptySlots: 'Empty slots',
  fullestSlot: 'Fullest slot',
  none: 'none',
  unknown: 'Not known',
  toCount: 'counts the keys.',
  scale: (unit: string, full: string) => `${unit}, from 0 to ${full} and more`,
  most: (n: number) => `most: ${grouped(n)}`,
  histogram: 'Keys per slot',
  histogramName: 'How many slots hold how many keys',
  mean: (mean: string) => ` · mean ${mean}`,
  counted: (ago: string) => `counted ${ago}`,
  bin: (n: number, from: number, to: number) => `${slots(n)} with ${grouped(from)} to ${keys(to)}`,
  ownerSilent: (slot: number) => `The owner of slot ${slot} did not answer.`,
  holds: (slot: number, own: number, more: string) =>
    `Slot ${slot} holds ${grouped(own)}; ${more} of slots hold more.`,
  fullestHolds: (slot: number, n: number) => ` The fullest, ${slot}, holds ${grouped(n)}.`,
  empty: (n: number) => ` ${slots(n)} ${plural(n, 'is', 'are')} empty.`,
};

/** A slot, in the card beside it and for a screen reader. */
const slot = {
  /** The quantity that a shade counts. */
  units: {
    owner: '',
    keys: 'Keys in slot',
    cpu: 'CPU, µs',
    network: 'Network, bytes',
    memory: 'Memory, bytes',
  } satisfies { [S in Shade]: string },
  atCursor: 'Slot at the cursor',
  unknown: 'not known',
  silent: 'it did not answer',
  ownerSilent: 'its owner did not answer',
  notCounted: 'not counted: C counts',
  slot: (number: number) => `slot ${number}`,
  shard: (number: number) => `shard ${number}`,
  unowned: 'without an owner',
  notServed: 'not served',
  migrating: (from: number | null, to: number | null) =>
    `migrating from shard ${from ?? '?'} to shard ${to ?? '?'}`,
  keys,
  bothKeys: (source: string, target: string) => `keys on the source ${source}, on the target ${target}`,
  selected: (n: number) => `${slots(n)} selected`,
  badges: {
    importing: 'IMPORTING',
    migrating: 'MIGRATING',
    unowned: 'NO OWNER',
    notServed: 'NOT SERVED',
  },
  owner: 'Owner',
  nobody: 'none',
  keysLabel: 'Keys',
  keysThere: 'Keys there',
  importing: 'Importing',
  replicas: (n: number) => (n === 1 ? 'Replica' : 'Replicas'),
  place: 'Row, column',
  bothAsked: 'Both nodes were asked: keys of a migrating slot can be on either.',
  eitherNode: 'Keys of a migrating slot can be on either node.',
};

const picture = {
  title: (label: string, shade: string) => `Slots of ${label}, by ${shade}`,
  served: (n: number) => `${n} of 16384 served`,
  noPrimary: 'no primary',
  moreShards: (n: number) => `and ${counted(n, 'shard')} more`,
  scale: (full: string, most: string | null) => `0 to ${full}${most === null ? '' : `+, most ${most}`}`,
  migrating: (n: number) => `${slots(n)} migrating: hatched`,
  notServed: (n: number) => `${slots(n)} not served: crossed out`,
  unowned: (n: number) => `${slots(n)} without an owner: hatched`,
};

const codis = {
  title: 'Slots of codis',
  cells: 'The 1024 slots: arrows move, Enter opens a slot',
  slot: (slot: number) => `slot ${slot}`,
  group: (number: number, address: string) => `group ${number}, ${address}`,
  offline: 'no server: commands on its keys are refused',
  moving: 'moving to this group',
  keys: (n: number) => counted(n, 'key'),
  slots: (n: number) => counted(n, 'slot'),
  served: (n: number) => `${n} of 1024 have a server`,
  movingSlots: (n: number) => `${counted(n, 'slot')} moving`,
  count: 'Count keys',
  countAgain: 'Count again',
  counting: 'Counting…',
};

export const words = { view, canvas, legend, slot, picture, codis };
