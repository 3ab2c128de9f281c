/** Texts of the create wizard around the plan, which main writes. */
import { counted, grouped } from '../../../shared/format/count.ts';
import type { LocalNodes } from '../../../shared/operations/new-node.ts';
import type { PairState } from '../../../shared/operations/progress.ts';

const shards = (numbers: readonly number[]) =>
  `${numbers.length === 1 ? 'shard' : 'shards'} ${numbers.join(', ')}`;

export const words = {
  name: 'Create a cluster',
  title: 'Create a cluster',
  stepList: 'Steps',
  steps: {
    addresses: 'Addresses',
    answers: 'What they say',
    placement: 'Placement',
    conf: 'Conf',
    plan: 'Plan',
    join: 'Join',
  },
  done: 'done',
  back: 'Back',
  next: {
    addresses: 'Ask them',
    answers: 'Placement',
    placement: 'Conf',
    conf: 'Plan…',
    plan: 'Start',
  },
  asking: {
    inspect: 'Asking the nodes…',
    find: 'Looking for servers on this computer…',
    plan: 'Asking the nodes again and planning…',
    start: 'Starting…',
    coverage: 'Reading the new cluster…',
    connect: 'Connecting…',
  },

  addresses: {
    text: 'A cluster is made of servers that are empty and know no other node. Six are usual: three primaries, and a replica of each.',
    label: 'Addresses of the nodes',
    hint: 'One a line, or separated by blanks; 10.4.1.11:7000-7005 is six. A line of redis-cli --cluster create works too.',
    count: (nodes: number) => `${counted(nodes, 'address', 'addresses')}.`,
    repeated: ([first, ...others]: readonly string[]) =>
      others.length === 0
        ? `${first} is there more than once. It is asked once.`
        : `${first} and ${counted(others.length, 'other')} are there more than once. Each is asked once.`,
    tooMany: (left: number) =>
      `${counted(left, 'address', 'addresses')} more than one wizard takes are left out.`,
    username: 'User (empty for default)',
    password: 'Password (empty for none)',
    asConnected: 'Ask as this window’s connection does: its user, password, TLS and SSH tunnel',
    notConnected: 'With TLS, or through an SSH tunnel? Connect this window to one of the nodes first.',
    found: 'On this computer',
    find: 'Find',
    foundText: ({ asked, source, left }: LocalNodes) =>
      [
        source === 'listening'
          ? `Asked PING at ${counted(asked, 'listening port')}.`
          : `Asked PING at ${counted(asked, 'usual port')}: this system does not list its ports.`,
        left > 0 ? `${counted(left, 'port')} more were not asked.` : '',
      ]
        .join(' ')
        .trim(),
    notLooked: 'Asks each port on which this computer listens whether a Redis or Valkey server is there.',
    none: 'No server was found.',
    add: (address: string) => `Add ${address}`,
    addAll: (nodes: number) => `Add ${nodes === 1 ? 'it' : `all ${nodes}`}`,
    added: 'added',
    locked: 'wants a password',
    cluster: 'cluster-enabled yes',
    notCluster: 'cluster-enabled no',
  },

  answers: {
    text: (ready: number, all: number) =>
      ready === all
        ? `All ${counted(all, 'node')} can join.`
        : `${ready} of ${counted(all, 'node')} can join.`,
    table: 'What the nodes say',
    node: 'Node',
    server: 'Version',
    host: 'Host',
    empty: 'Keys',
    enabled: 'cluster-enabled',
    knows: 'Knows others',
    bus: 'Bus port',
    verdict: 'Can join',
    yes: 'yes',
    no: 'no',
    notCluster: 'no: set it and restart',
    none: 'none',
    unknown: '–',
    unknownTitle: 'it does not say',
    open: 'open',
    closed: 'no connection from here',
    leftovers: 'slots or an epoch of an earlier cluster: reset first',
    leaveOut: 'Leave out',
    leaveOutNode: (node: string) => `Leave out ${node}`,
    leaveOutAll: (nodes: number) => `Leave out the ${counted(nodes, 'node')} that cannot join`,
    again: 'Ask again',
    refused: 'Put right what is said, or leave the node out.',
    refusals: 'Why nodes cannot join',
    busClosed:
      'A bus port that this computer cannot reach may still be open between the nodes. If it is not, the nodes do not join.',
  },

  placement: {
    replicas: 'Replicas of each primary',
    sum: (nodes: number, hosts: number, count: number) =>
      `${counted(nodes, 'node')} on ${counted(hosts, 'host')}: ${counted(count, 'shard')}`,
    again: 'Place again',
    own: 'changed by you',
    hosts: 'Nodes by host',
    nodes: (nodes: number) => counted(nodes, 'node'),
    primary: 'primary',
    replica: 'replica',
    primaryColumn: 'Primary',
    replicasColumn: 'Replicas',
    slots: (first: number, last: number) => `${first}–${last}`,
    replicaOf: (address: string) => `of ${address}`,
    picked: (address: string) => `${address} is picked up. Choose the node that it changes places with.`,
    stays: {
      noShard: (shard: number) => `There is no shard ${shard}.`,
      there: (address: string, shard: number) => `${address} is in shard ${shard} already.`,
      alone: (address: string, shard: number) =>
        `${address} is the only node of shard ${shard}: without it the shard would have no primary.`,
      primary: (address: string, shard: number) =>
        `${address} is the primary of shard ${shard}. Make one of its replicas the primary first, with P.`,
      isPrimary: (address: string) => `${address} is a primary already.`,
    },
    score: (score: number) => `Score ${score}`,
    scoreTitle: 'Anti-affinity',
    perfect: 'No host has two nodes of one shard.',
    imperfect: (score: number) =>
      `${counted(score, 'shard')} ${score === 1 ? 'has' : 'have'} two nodes on one host, and lose both with it. 0 is best.`,
    loss: (host: string) => `If ${host} fails:`,
    lost: (numbers: readonly number[]) => `${shards(numbers)} ${numbers.length === 1 ? 'is' : 'are'} lost`,
    goOn: (numbers: readonly number[]) => `a replica elsewhere takes over ${shards(numbers)}`,
    alone: (numbers: readonly number[]) =>
      `${shards(numbers)} ${numbers.length === 1 ? 'keeps its primary' : 'keep their primaries'} and no replica`,
    noMajority: 'most primaries are gone, so no replica is elected',
    fewPrimaries: (primaries: number) =>
      `${counted(primaries, 'primary', 'primaries')} cannot replace one that fails: a majority of at least 3 has to agree. Use more nodes or fewer replicas.`,
    noReplicas:
      'Without replicas, the slots of a primary that fails are not served, and its keys are lost with it.',
    table: 'Shards',
    shard: 'Shard',
    range: 'Slots',
    count: 'Count',
    none: 'none',
    keys: {
      node: 'node',
      pick: 'pick up, swap',
      promote: 'primary',
      move: 'to shard',
    },
  },

  conf: {
    text: 'What each node says of its conf. Values that differ are marked.',
    table: 'Settings of each node',
    setting: 'Setting',
    file: 'Conf file',
    noFile: 'none',
    unknown: '–',
    empty: '(empty)',
    refused: (node: string, why: string) => `${node} does not tell its settings: ${why}`,
    advice: 'Worth changing before',
    noAdvice: 'Nothing here keeps the nodes from being a good cluster.',
    nodes: (addresses: readonly string[], all: number) =>
      addresses.length === all ? 'All nodes' : addresses.join(', '),
    copy: 'Copy',
    copyLines: 'Copy the lines',
    afterwards:
      'The wizard changes no conf file. Settings that take effect at once can be changed on all nodes afterwards, in Settings.',
  },
  advice: {
    masterauth:
      'They want a password and have none for their primary. As replicas they could not sync: masterauth has to be the same password.',
    masterauthLine: 'masterauth <the password>',
    loopback:
      'They are reached at a loopback address, and other nodes are on other hosts, which cannot reach them there.',
    announceLine: 'cluster-announce-ip <the address for the other hosts>',
    protectedMode:
      'They have no password and protected-mode yes: clients and replicas on other hosts are refused.',
    requirepassLine: 'requirepass <a password>',
    noFile: 'They run without a conf file: every setting that is changed later is lost at the next start.',
    nothingKept: 'They keep nothing on disk: a node that restarts comes back without its keys.',
    maxmemory: 'They have no memory limit: the system may end a server that takes too much.',
    maxmemoryLine: 'maxmemory <bytes>',
    oneFile: 'They use one cluster-config-file in one directory, and overwrite each other’s.',
    oneFileLine: 'cluster-config-file nodes-<port>.conf',
    differs: (name: string, values: string) =>
      `${name} differs: ${values}. It should be the same on all nodes.`,
  },

  plan: {
    text: (steps: number) => `${counted(steps, 'step')}. Nothing has been sent yet that changes anything.`,
    remarks: 'Before you start',
    steps: 'Steps',
    type: 'Type',
    toConfirm: 'to confirm: this window is connected to production.',
    typeLabel: (name: string) => `Type ${name} to confirm`,
    refused: 'There is no plan',
    undo: 'It can be undone afterwards: every node is reset.',
  },

  join: {
    title: 'Who knows whom',
    table: 'Links between the nodes',
    pairs: (linked: number, of: number) => `${grouped(linked)} of ${grouped(of)} links`,
    notYet: 'The nodes are introduced first.',
    tooMany: 'Above 32 nodes the links are only counted.',
    pair: (node: string, other: string, state: string) => `${node} to ${other}: ${state}`,
    states: {
      silent: 'no answer',
      unknown: 'not known yet',
      known: 'known, no link yet',
      linked: 'linked',
    } satisfies { [S in PairState]: string },
    marks: { silent: '!', unknown: '·', known: '…', linked: '✓' } satisfies { [S in PairState]: string },
    from: 'from ↓ to →',
    steps: 'Steps',
    stepStates: { waiting: 'waiting', running: 'running', done: 'done', failed: 'failed' },
    ok: '[OK] All 16384 slots covered.',
    agree: (nodes: number) => `${counted(nodes, 'node')} answer and name the same owners.`,
    notCovered: (covered: number) => `${grouped(covered)} of 16,384 slots have an owner.`,
    differ: (nodes: readonly string[]) => `These nodes name other owners: ${nodes.join(', ')}.`,
    check: 'Check again',
    connect: 'Connect to it',
    another: 'Make another one',
    paused: 'Paused. The Operations view finishes it or takes it back.',
    failed: 'It has stopped. The Operations view finishes it or takes it back.',
    operations: 'Operations',
    pause: 'Pause',
    running: 'It goes on if you leave this view.',
  },
};
