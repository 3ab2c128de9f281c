/** Texts about the nodes. */
import type { NodeHealth } from '../../../shared/cluster/topology.ts';
import { inLanguages } from '../../../shared/language/texts.ts';
import { counted, grouped, plural } from '../../../shared/format/count.ts';
import { byteSize } from '../../kit/numbers.ts';
import { nodesZh } from './words.zh-Hans.ts';

/** The panel beside the shell, its rows, and what the view of all nodes shares with them. */
export const nodesWords = inLanguages({
  en: {
    common: {
      health: {
        online: 'online',
        loading: 'loading',
        suspected: 'suspected',
        failed: 'failed',
        unreachable: 'unreachable',
        'no-address': 'cannot be reached',
      } satisfies { [H in NodeHealth]: string },
      roles: { primary: 'primary', replica: 'replica', proxy: 'proxy' },
      shard: 'Shard {shard}',
      shardMenu: 'What can be done with the shard',
      proxy: 'Proxy',
      server: 'Server',
      /** In place of the slots, for topologies other than a cluster. */
      noSlots: {
        standalone: 'not a cluster: no slots',
        proxy: 'the servers behind it cannot be asked',
        codis: 'asks the servers behind it',
        unmapped: 'the other nodes are not known',
      },
      noPrimary: 'no primary',
      unknown: 'unknown',
      connectingTo: 'Connecting to {label}…',
      find: 'Find nodes',
      rate: '{operations, number}/s',
      slots: '{count, plural, one {# slot} other {# slots}}',
      keys: '{count, plural, one {# key} other {# keys}}',
    },
    panel: {
      title: 'Nodes',
      opsPerSecond: 'ops/s',
      refresh: 'Refresh the slot map',
      refreshHint: 'Refresh the slot map (F5)',
      copyRedisCli: 'Copy redis-cli command',
      copyRedisCliHint: 'Copies a line for a terminal, with the password of this demo cluster',
      startingDemo: 'Starting the demo cluster…',
      readingMap: 'Reading the slot map…',
      notConnected: 'Not connected. The nodes of a cluster appear here, by shard.',
      connect: 'Connect…',
      startDemo: 'Start the demo',
      lost: 'Connection lost. The map below is the last known one.',
      findHint: 'address, role, shard 3, failed…',
      noneFound: 'No node matches “{text}”.',
      shards: 'Shards',
      notInMap: 'Not in the map',
      joining: 'joining',
      stopped: 'stopped',
      migrating: 'Migrating',
      migration:
        '{count, plural, one {# slot} other {# slots}} from {from, select, none {unknown} other {{from}}} to {to, select, none {unknown} other {{to}}} · ASK until done',
    },
    codis: {
      groups: 'Groups',
      group: 'Group {number}',
      offline:
        '{count, plural, one {Slot {ranges} has} other {Slots {ranges} have}} no server: codis refuses commands on keys there.',
      stray:
        '{count, plural, one {# key} other {# keys}} of slots that this group does not have ({ranges}): codis does not reach them.',
      strayOthers: 'Not all databases could be looked at.',
      moving: 'Moving',
      movingSlots: '{count, plural, one {Slot {ranges} moves} other {Slots {ranges} move}}',
      memory: 'memory {size}',
      byProxy: 'As the proxy reports it; it is not connected to.',
    },
    row: {
      online: 'online',
      currentNode: 'current node',
      title: '{role}, {health}',
      id: 'id {id}',
      epoch: 'config epoch {epoch}',
      memory: 'memory {size}',
      lag: '{size} behind its primary',
      latency: 'round trip {time} ms',
      click: 'Click: make it the current node',
      stop: 'Stop {address}',
      start: 'Start {address}',
    },
    keyToSlot: {
      title: 'Key to slot',
      more: 'More',
      moreHint: 'Many keys at once, step by step, and tags for a wanted slot',
      hint: 'Enter opens the key’s slot in the Slot panel',
      slot: 'slot',
      unowned: 'no node owns it',
      rule: "The part in '{braces}', or else the whole key, decides the slot.",
    },
  },
  'zh-Hans': nodesZh,
});

const slots = (n: number) => counted(n, 'slot');
const nodes = (n: number) => counted(n, 'node');
const more = (n: number) => `And ${n} more.`;

const trouble = {
  reports: (n: number) => (n === 1 ? '1 node reports it failed' : `${nodes(n)} report it failed`),
  busDown: 'cluster bus disconnected',
  behind: (bytes: number) => `${bytes === 0 ? 'nothing' : byteSize(bytes)} behind, its primary reports`,
  linkDown: 'replication link down',
  memoryFull: 'memory nearly full',
};

const view = {
  notConnected: 'Not connected. Every node of a cluster appears here, with its metrics.',
  noTroubled: 'Nothing is wrong with any node.',
  noneFound: 'No node matches the filter.',
  table: 'Nodes',
  node: 'Node',
  actions: 'Actions',
  findHint: 'address, id, role, shard 3, failed, 7.0…',
  onlyTrouble: 'Only trouble',
  calm: 'no trouble',
  calmAsKnown: 'no trouble known',
  all: (n: number, shards: number | null) =>
    nodes(n) + (shards === null ? '' : `, ${counted(shards, 'shard')}`),
  allOfCodis: (n: number, groups: number) => `${nodes(n)}, ${counted(groups, 'group')}`,
  some: (found: number, all: number) => `${found} of ${nodes(all)}`,
  troubled: (n: number) => `${nodes(n)} with trouble`,
  unowned: (n: number) => `${slots(n)} without an owner`,
  offline: (n: number) => `${slots(n)} without a server`,
  contested: (n: number) => `${slots(n)} claimed by several nodes`,
  disagreeing: (n: number) => `${nodes(n)} disagreeing`,
  stuck: (n: number) => `${counted(n, 'migration')} stuck`,
};

const table = {
  slots: 'Slots',
  keys: 'Keys',
  ops: 'Ops/s',
  memory: 'Memory',
  lag: 'Lag',
  latency: 'Latency',
  version: 'Version',
  epoch: 'Epoch',
  link: 'Link',
  offset: 'Offset',
  clients: 'Clients',
  uptime: 'Uptime',
  flags: 'Flags',
  reports: 'Reports',
  memoryOf: (used: string, limit: string) => `${used} of ${limit}`,
  noLimit: (used: string) => `${used}, no limit`,
  none: 'none',
  linkDown: 'link down',
  connected: 'connected',
  disconnected: 'disconnected',
  milliseconds: (text: string) => `${text} ms`,
  nodes,
  share: (share: number) => `, ${(share * 100).toFixed(1)}%`,
  skew: (skew: number) => `skew ${skew.toFixed(2)}`,
  skewHint: 'Its share of all keys divided by its share of the slots: 1 if keys are spread evenly',
  shardEpoch: (epoch: number) => `epoch ${epoch}`,
  maybeUnserved: 'may not be served',
  unserved: 'not served',
  current: 'current',
  details: (address: string) => `Details of ${address}`,
  id: 'Id',
  health: 'Health',
  ranges: (count: number, ranges: string) => `${grouped(count)}: ${ranges}`,
  slotsOfShard: 'Slots of its shard',
  slotsOfGroup: 'Slots of its group',
  makeCurrent: 'Make it the current node',
  copyAddress: 'Copy address',
  copyId: 'Copy id',
};

const banners = {
  noMap: 'There is no map',
  refused: 'Figures are missing',
  refusedText: (n: number) =>
    `${n === 1 ? '1 node does' : `${nodes(n)} do`} not answer INFO to this user: their keys, memory, lag, versions and some trouble are unknown. Allow the user +info. The answer is `,
  versions: 'Versions differ',
  versionsText: (versions: string) =>
    `Versions differ: ${versions}. This is normal during an upgrade; some nodes may lack commands of the newer version.`,
  version: (version: string, n: number) => `${version} on ${n}`,
  unserved: 'Slots that are not served',
  unservedTitle: (n: number) => `${slots(n)} ${plural(n, 'is', 'are')} not served`,
  moreShards: (n: number) => `And ${counted(n, 'more shard')}.`,
  more,
  contested: 'Slots that several nodes claim',
  contestedTitle: (n: number) => `${slots(n)} claimed by several nodes`,
  source: (source: string) => `as ${source} reports`,
  owned: ': counted as those of ',
  byEpoch: ', which has the higher config epoch; also claimed by ',
  views: 'Views differ',
  viewsTitle: (n: number) =>
    n === 1 ? '1 node disagrees with this map' : `${nodes(n)} disagree with this map`,
  nobody: 'no node',
  ownerOnShard: (owner: string, shard: number) => `${owner} (shard ${shard})`,
  gives: (isOne: boolean, ranges: string, owner: string) =>
    `It gives ${isOne ? 'slot' : 'slots'} ${ranges} to ${owner}.`,
  oldEpoch: (its: number, map: number) =>
    `It knows epochs up to ${its}, the map up to ${map}: it has not seen the change yet. Until then it redirects clients to the old owner.`,
  sameEpoch: (its: number) =>
    `It knows epochs up to ${its}, as the map does: one of the two was changed by hand, or awaits the owner’s next heartbeat. Until they agree, this node handles commands for these slots wrongly. If it lasts, run CLUSTER SETSLOT <slot> NODE <id> on the wrong node, or redis-cli --cluster fix.`,
  codisSlots: 'Slots behind codis',
  migrations: 'Migrations',
  migrating: 'Slots are migrating',
  stuck: 'A migration is stuck',
  migratingSlots: (n: number) => (n === 1 ? 'Slot' : `${slots(n)}:`),
  from: 'from',
  to: 'to',
  progress: (progress: string) => `: ${progress}`,
};

export const words = { trouble, view, table, banners };
