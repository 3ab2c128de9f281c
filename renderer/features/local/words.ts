/** Texts about local clusters and their nodes. */
import type {
  LocalCluster,
  LocalNodeState,
  Loss,
  NodeAct,
  Persistence,
} from '../../../shared/local/local.ts';
import { counted, grouped, plural } from '../../../shared/format/count.ts';
import type { ClusterAct } from './deed.ts';

const keys = (n: number) => counted(n, 'key');
const nodes = (n: number) => counted(n, 'node');

const KEEPS = {
  none: 'keeps nothing: a stop loses its keys',
  rdb: 'keeps snapshots (RDB)',
  aof: 'keeps every write (AOF)',
} satisfies { [P in Persistence]: string };

const view = {
  name: 'Local nodes',
  loading: 'Asking for the local clusters…',
  count: (clusters: number, all: number, running: number) =>
    `${counted(clusters, 'cluster')} · ${nodes(all)}, ${grouped(running)} running`,
  new: 'New cluster…',
  phases: {
    stopped: 'STOPPED',
    starting: 'STARTING',
    running: 'RUNNING',
    stopping: 'STOPPING',
    failed: 'FAILED',
  } satisfies { [P in LocalCluster['phase']]: string },
  about: ({ server, primaries, replicas, persistence }: LocalCluster) =>
    [
      server,
      counted(primaries, 'primary') +
        (replicas === 0 ? ', no replicas' : `, ${counted(replicas, 'replica')} each`),
      KEEPS[persistence],
    ]
      .filter(Boolean)
      .join(' · '),
  demoAtRest: 'Three primaries and three replicas with a few sample keys. It is thrown away when it stops.',
  columns: {
    state: 'State',
    address: 'Address',
    pid: 'Pid',
    bus: 'Bus port',
    role: 'Role',
    directory: 'Directory',
  },
  states: {
    running: 'running',
    frozen: 'frozen',
    stopped: 'stopped',
    killed: 'killed',
    ended: 'ended',
  } satisfies { [S in LocalNodeState]: string },
  nodesOf: (name: string) => `Nodes of ${name}`,
  actsOn: (name: string) => `Actions on ${name}`,
  joining: 'How it was joined',
  primary: 'primary',
  replica: 'replica',
  extra: 'added',
  none: '–',
};

const acts = {
  cluster: {
    start: 'Start',
    stop: 'Stop…',
    remove: 'Remove…',
    connect: 'Connect',
    add: 'One more node',
    copy: 'Copy redis-cli command',
  } satisfies { [A in ClusterAct]: string },
  stopDemo: 'Stop and delete…',
  node: {
    start: 'Start',
    stop: 'Stop…',
    kill: 'Kill…',
    freeze: 'Freeze',
    unfreeze: 'Unfreeze',
    restart: 'Restart…',
  } satisfies { [A in NodeAct]: string },
  hints: {
    start: 'Starts it with its conf file and its data',
    stop: 'SHUTDOWN: it saves what its conf file says',
    kill: 'SIGKILL, as a crash would',
    freeze: 'SIGSTOP: it is there and does not answer',
    unfreeze: 'SIGCONT',
    restart: 'SHUTDOWN, then a start: its conf file takes effect',
  } satisfies { [A in NodeAct]: string },
  busy: {
    start: 'Starting',
    stop: 'Stopping',
    kill: 'Killing',
    freeze: 'Freezing',
    unfreeze: 'Unfreezing',
    restart: 'Restarting',
    remove: 'Removing',
    connect: 'Connecting to',
    add: 'Adding a node to',
    copy: 'Copying from',
  } satisfies { [A in NodeAct | ClusterAct]: string },
  done: {
    start: 'was started',
    stop: 'was stopped',
    kill: 'was killed',
    freeze: 'is frozen',
    unfreeze: 'goes on',
    restart: 'was restarted',
    remove: 'was removed',
    connect: 'is connected',
    copy: 'is in the clipboard, with its password: paste it into a terminal',
  } satisfies { [A in Exclude<NodeAct | ClusterAct, 'add'>]: string },
  added: (port: number, isOpen: boolean) =>
    `127.0.0.1:${port} runs: empty, and in no cluster. ${isOpen ? 'J adds it to this one.' : 'Connect with C and come back; then J adds it.'}`,
  join: 'Add to the cluster…',
  joinHint: 'A plan: it joins as a primary with its share, or as a replica',
  notJoining: 'Only an added node that runs joins, and only the cluster that this window is connected to.',
  refused: (state: LocalNodeState) => `The node is ${state}.`,
  noneThere: 'There is no node here.',
};

const pane = {
  name: 'Node',
  panes: 'What is shown',
  log: 'Log',
  facts: 'Facts',
  logOf: (port: number) => `Log of port ${port}`,
  noLog: 'It has written no log yet.',
  noNode: 'No node is there yet. Start the demo cluster, or make a cluster.',
  pid: 'Process',
  notRunning: 'does not run',
  port: 'Port',
  bus: 'Bus port',
  directory: 'Directory',
  conf: 'Conf file',
  logFile: 'Log file',
};

const VERBS: { readonly [A in NodeAct | ClusterAct]?: string } = {
  kill: 'Kill',
  remove: 'Remove',
  restart: 'Restart',
};

const loss = {
  title: (act: NodeAct | ClusterAct, name: string) => `${VERBS[act] ?? 'Stop'} ${name}?`,
  unkept: (n: number) => `${keys(n)} ${plural(n, 'is', 'are')} lost: nothing is written to disk.`,
  unsaved: (n: number) => `${counted(n, 'change')} since the last snapshot ${plural(n, 'is', 'are')} lost.`,
  silent: (ports: readonly number[]) =>
    `What ${ports.length === 1 ? 'port' : 'ports'} ${ports.slice(0, 8).join(', ')} ${plural(ports.length, 'holds', 'hold')} is unknown: no answer.`,
  files: 'Its directory is deleted, with all data and logs.',
  keys: (n: number) => `It holds ${keys(n)}.`,
  heirs: 'A replica in sync takes over with its copy.',
  yes: (act: NodeAct | ClusterAct, { unkept, unsaved }: Loss) => {
    const verb = VERBS[act] ?? 'Stop';
    const lost = unkept > 0 ? keys(unkept) : act === 'kill' && unsaved > 0 ? counted(unsaved, 'change') : '';
    return lost ? `${verb} and lose ${lost}` : verb;
  },
  no: 'Cancel',
};

const form = {
  title: 'New local cluster',
  name: 'Name',
  nameHint: 'optional',
  primaries: 'Primaries',
  replicas: 'Replicas of each',
  firstPort: 'First port',
  persistence: 'Keeps',
  choices: { none: 'Nothing', rdb: 'Snapshots (RDB)', aof: 'Every write (AOF)' } satisfies {
    [P in Persistence]: string;
  },
  server: 'Server',
  looking: 'Looking for servers and free ports…',
  noServer: 'No redis-server or valkey-server was found. Install one, then open this again.',
  nodes: (n: number, first: number) =>
    `${nodes(n)} on 127.0.0.1, ports ${first}${n > 1 ? `–${first + n - 1}` : ''}, bus ports ${first + 10_000}${n > 1 ? `–${first + n - 1 + 10_000}` : ''}.`,
  noFailover: 'With fewer than three primaries no replica takes over by itself: a majority must vote.',
  noReplica: 'Without replicas the slots of a dead primary are not served.',
  lossy: 'Keeps nothing: a stop loses all keys.',
  badPort: 'The first port is a number from 1024 to 22000.',
  create: 'Create',
  creating: 'Starting and joining…',
};

const foot = {
  rows: 'node',
  state: 'start, restart, stop, kill, freeze',
  panes: 'log, conf file, facts',
  connect: 'connect',
  add: 'one more node',
  join: 'add it to the cluster',
  new: 'new cluster',
};

const conf = {
  title: 'Conf file',
  loading: 'Reading the conf file…',
  save: 'Save',
  saving: 'Saving…',
  discard: 'Discard changes',
  unchanged: 'Saved',
  edited: 'Not saved',
  problem: (line: number, message: string) => `Line ${line}: ${message}`,
  notSaved: (line: number, message: string) => `Not saved. Line ${line}: ${message}`,
  nothingToSave: 'Nothing to save: the text is that of the file.',
  more: (n: number) => `and ${n} more`,
  unjudged: (server: string) =>
    `${server} could not be asked what it knows: names and values are not checked.`,
  plan: (bySet: number, byStart: number, isRunning: boolean) =>
    !isRunning
      ? 'Takes effect at the next start.'
      : [
          bySet > 0 ? `${counted(bySet, 'change')} by CONFIG SET, at once` : '',
          byStart > 0 ? `${counted(byStart, 'change')} by a restart` : '',
        ]
          .filter(Boolean)
          .join(' · ') || 'Only comments change.',
  saved: (bySet: number, byStart: number, isRunning: boolean, isRewritten: boolean) =>
    [
      'Saved.',
      isRunning && bySet > 0
        ? `${counted(bySet, 'change')} by CONFIG SET${isRewritten ? ' and CONFIG REWRITE' : ''}.`
        : '',
      isRunning && byStart > 0
        ? `${counted(byStart, 'change')} ${plural(byStart, 'waits', 'wait')} for a restart.`
        : '',
      isRunning || bySet + byStart === 0 ? '' : 'It takes effect at the next start.',
    ]
      .filter(Boolean)
      .join(' '),
  pending: (n: number) => `${counted(n, 'directive')} ${plural(n, 'waits', 'wait')} for a restart.`,
  table: 'Directives',
  columns: ['Directive', 'File', 'Running', 'Default'] as const,
  source: (server: string) =>
    `In the file, or running with another value than the default. Running: CONFIG GET. Default: what ${server} says when it is started with an empty conf file.`,
  empty: '""',
  none: '–',
  hidden: '(hidden)',
};

export const words = { conf, view, acts, pane, loss, form, foot };
