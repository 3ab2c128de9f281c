/** Texts of the list of operations and of their forms. */
import { counted, grouped } from '../../../shared/format/count.ts';
import type { NodeHealth } from '../../../shared/cluster/topology.ts';
import type { Measure, RequestOf } from '../../../shared/operations/request.ts';
import type { FormKind } from './form-kinds.ts';

export const formWords = {
  kinds: {
    add: { title: 'Add a machine', text: 'as a primary with its share of the slots, or as a replica' },
    reshard: { title: 'Move slots', text: 'so many slots, keys or MB from some primaries to another' },
    rebalance: { title: 'Rebalance', text: 'each primary gets its share, by slots, keys, MB or load' },
    'remove-node': { title: 'Remove a machine', text: 'its slots move to the others first' },
    'replace-node': { title: 'Replace a machine', text: 'an empty one takes over, the old one leaves' },
    failover: { title: 'Fail over', text: 'a replica takes over from its primary' },
    replicate: { title: 'Replicate', text: 'a node becomes a replica of another primary' },
    forget: { title: 'Forget a node', text: 'one that is gone leaves the map of all others' },
    fix: { title: 'Fix slots', text: 'finish or roll back half-moved slots, cover those without an owner' },
  } satisfies { [K in FormKind]: { title: string; text: string } },
  aboutForm: {
    add: 'The new machine joins all nodes. As a primary it gets the functions of the cluster and, if you like, its share of the slots; as a replica it copies its primary.',
    reshard: 'Slots move with their keys and times to live, while clients go on.',
    rebalance: 'Slots move until each primary is at its share.',
    'remove-node': 'The machine leaves the map of all others and is reset. It keeps running, empty.',
    'replace-node':
      'The new machine becomes a replica, gets in sync and takes over. Then the old one leaves. No slot moves.',
    failover: 'The replica becomes the primary of its shard, and the primary its replica.',
    replicate: 'The node drops its data, and copies its new primary.',
    forget: 'For a node that does not come back. If it does, it has to be reset before it can join again.',
    fix: 'Looks at every slot at every primary, and shows each repair with what it would lose.',
  } satisfies { [K in FormKind]: string },
  elsewhere: {
    'show-create': { title: 'Create a cluster', text: 'from empty servers' },
    'show-cluster-settings': { title: 'Settings', text: 'of all nodes at once' },
  },

  form: {
    back: 'Back',
    plan: 'Plan…',
    planning: 'Reading the cluster and planning…',
    planNote: 'Reads all nodes; changes nothing.',
    from: 'From',
    fromAll: 'None chosen: from all other primaries.',
    to: 'To',
    amount: 'How much',
    by: 'Counted in',
    weigh: 'Weighed by',
    node: 'Node',
    replica: 'Replica that takes over',
    primary: 'Its new primary',
    address: 'Address of the new machine',
    addressBy: 'Address of the machine that takes its place',
    addressHint: 'host:port of an empty server with cluster-enabled yes',
    joinsAs: 'It joins as',
    asPrimary: 'a primary',
    asReplica: 'a replica',
    of: 'Replica of',
    fewest: 'the primary with the fewest replicas',
    share: 'Give it its share of the slots',
    weights: 'Weights',
    weightOf: (address: string) => `Weight of ${address}`,
    weightsHint: 'Empty is 1; 0 empties the primary.',
    threshold: 'Threshold, percent',
    thresholdHint: 'Primaries that are off by less stay as they are.',
    emptyPrimaries: 'Primaries without slots take part',
    drain: 'Move its slots to the other primaries first',
    how: 'How',
    open: 'Half-moved slots',
    finish: 'Finish the move',
    'roll-back': 'Roll back to the old owner',
    lostNodes: 'Give slots of primaries that do not answer to others',
    lostRisk: (addresses: string) => `Loses every key of ${addresses}: when it returns, it deletes them.`,
    lostNone: 'All primaries answer: nothing would be lost.',
    options: 'How slots move',
    rate: 'At most, keys a second',
    rateHint: 'Empty for no limit. It can be changed while the operation runs.',
    batchKeys: 'Keys in one MIGRATE at most',
    filter: 'Filter by address',
    more: (nodes: number) => `and ${counted(nodes, 'more node', 'more nodes')}: type a part of the address`,
    noNodes: 'There is none in this cluster.',
  },
  measures: {
    slots: 'slots',
    keys: 'keys',
    bytes: 'MB',
    load: 'load',
  } satisfies { [M in Measure]: string },
  hows: {
    plain: {
      title: 'Plain',
      text: 'The primary stops writes, hands over, and nothing is lost. Both must answer.',
    },
    force: {
      title: 'Force',
      text: 'For a primary that does not answer. The others vote. Writes that the replica had not received are lost.',
    },
    takeover: {
      title: 'Takeover',
      text: 'Without a vote, for when most primaries are gone. Loses what the replica had not received, and slots may get two owners if the others are alive elsewhere.',
    },
  } satisfies { [H in RequestOf<'failover'>['how']]: { title: string; text: string } },
  problems: {
    choose: 'Choose one.',
    gone: 'This node is no longer in the cluster. Choose another.',
    same: 'The receiver cannot be one of those that give.',
    address: 'Type host:port, for example 10.4.1.14:6379.',
    weight: 'A weight is a number, 0 or more.',
    number: (least: number, most: number, isWhole: boolean) =>
      least < 1 && least > 0
        ? `Type a number above 0, at most ${grouped(most)}.`
        : `Type a ${isWhole ? 'whole ' : ''}number from ${grouped(least)} to ${grouped(most)}.`,
  },
  node: {
    slots: (slots: number) => counted(slots, 'slot'),
    keys: (keys: number) => counted(keys, 'key'),
    keysUnknown: 'keys not known',
    replicas: (replicas: number) => counted(replicas, 'replica'),
    replicaOf: (address: string) => `replica of ${address}`,
    noPrimary: 'its primary is lost',
    health: {
      online: 'online',
      loading: 'loading',
      suspected: 'suspected',
      failed: 'failed',
      unreachable: 'does not answer here',
      'no-address': 'has no address',
    } satisfies { [H in NodeHealth]: string },
  },
};
