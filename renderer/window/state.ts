/** Everything the window shows, as one value, and how each message changes it. Pure: effects.ts does what must be done. */
import type { ActionName } from '../../shared/actions.ts';
import type { Boot } from '../../shared/boot.ts';
import type { Change } from '../../shared/cluster/change.ts';
import type { CommandDocs } from '../../shared/commands/command-docs.ts';
import { BUNDLED_COMMANDS, type CommandTable } from '../../shared/commands/command-table.ts';
import type { NodeAddress, Topology } from '../../shared/cluster/topology.ts';
import { connectionOf, type SessionState } from '../../shared/session/session.ts';
import type { DemoStatus } from '../../shared/cluster/demo.ts';
import type { Execution } from '../../shared/session/execution.ts';
import type { Failure } from '../../shared/failure.ts';
import { clampSize, type Settings } from '../../shared/session/settings.ts';
import type { Hint } from '../repl/line/hint.ts';
import { addSamples, metricsIn, type Metrics } from '../kit/node-metrics.ts';
import { EMPTY_CALCULATOR, reduceCalculator, type CalculatorState } from '../features/calculator/state.ts';
import { connectionsOf, reduceConnections, selectedDraft } from '../features/connections/state.ts';
import type { ConnectionsState } from '../features/connections/state.ts';
import { NO_DOCTOR, reduceDoctor, type DoctorState } from '../features/connections/doctor/state.ts';
import { EMPTY_MAP, reduceMap, type MapState } from '../features/map/state.ts';
import type { Message } from './message.ts';
import { EMPTY_NODES, reduceNodes, type NodesState } from '../features/nodes/state.ts';
import { reduceOverlay, type Overlay } from './overlay-state.ts';
import { EMPTY_SLOT, reduceSlot, type SlotPane } from '../features/slot/state.ts';
import { reduceSettings } from './settings-state.ts';
import { emptyTags, reduceTags, type TagsState } from '../features/tags/state.ts';
import { showPanel, showSlot, toggleEditor, togglePanel } from './shown-panels.ts';
import { reduceTimeline } from '../features/timeline/state.ts';
import { toTraceEntry, type TraceEntry } from '../features/trace/trace-entry.ts';
import { reduceTransfer, type TransferState } from '../features/connections/transfer/state.ts';

export type PanelName = 'nodes' | 'inspector';
export type InspectorTab = 'trace' | 'slot' | 'changes';
/** What stands in the middle. */
export type ViewName = 'shell' | 'map' | 'calculator' | 'tags' | 'nodes';

export interface State {
  now: number;
  width: number;
  version: string;
  electron: Boot['electron'];
  redisServer: string | null;
  settings: Settings;
  /** Of the shell that is shown. */
  session: SessionState;
  /** Of each shell, by its number. */
  sessions: { readonly [shell: number]: SessionState };
  /** The shell that is shown. */
  active: number;
  /** True once there has been a cluster, or one was asked for at start: the first-run screen has gone. */
  started: boolean;
  topology: Topology | null;
  commands: CommandTable;
  /** Empty before they are read. */
  docs: CommandDocs;
  demo: DemoStatus;
  metrics: Metrics;
  /** Newest first. */
  trace: readonly TraceEntry[];
  hint: Hint;
  view: ViewName;
  tab: InspectorTab;
  /** The side panel that is open over the shell, where the window has no room for it beside. */
  drawer: PanelName | null;
  /** What is typed in the field below the nodes. */
  keyToSlot: string;
  calculator: CalculatorState;
  connections: ConnectionsState;
  doctor: DoctorState;
  transfer: TransferState | null;
  map: MapState;
  tags: TagsState;
  slot: SlotPane;
  nodes: NodesState;
  /** What happened to the cluster, oldest first. */
  timeline: readonly Change[];
  connecting: {
    target: string;
    production: boolean;
    readOnly: boolean;
    pending: boolean;
    failure: Failure | null;
  };
  demoFailure: Failure | null;
  /** Why a node could not be started or stopped, or made the current one. */
  nodeFailure: { node: NodeAddress; failure: Failure } | null;
  overlay: Overlay | null;
}

export type Send = (message: Message) => void;
export interface PanelProps {
  state: State;
  send: Send;
}

const TRACE_LIMIT = 500;
export function initialState(boot: Boot, width: number, now: number): State {
  return {
    now,
    width,
    version: boot.version,
    electron: boot.electron,
    redisServer: boot.redisServer,
    settings: boot.settings,
    session: boot.session,
    sessions: Object.fromEntries(boot.shells.map((session) => [session.shell, session])),
    active: boot.session.shell,
    started: boot.session.phase !== 'disconnected' || boot.session.failure !== null,
    topology: boot.topology,
    commands: BUNDLED_COMMANDS,
    docs: {},
    demo: boot.demo,
    metrics: {},
    trace: [],
    hint: { kind: 'empty' },
    view: 'shell',
    tab: 'trace',
    drawer: null,
    keyToSlot: '',
    calculator: EMPTY_CALCULATOR,
    connections: connectionsOf(boot.connections),
    doctor: NO_DOCTOR,
    transfer: null,
    map: EMPTY_MAP,
    tags: emptyTags(boot.scan, connectionOf(boot.session)),
    slot: EMPTY_SLOT,
    nodes: EMPTY_NODES,
    timeline: boot.changes,
    connecting: { target: '', production: false, readOnly: false, pending: false, failure: null },
    demoFailure: null,
    nodeFailure: null,
    overlay: null,
  };
}

export function reduce(before: State, message: Message): State {
  const state = reduceFrame(before, message);
  return {
    ...state,
    metrics: metricsIn(state.metrics, state.session.database),
    calculator: reduceCalculator(state.calculator, message),
    connections: reduceConnections(state.connections, message),
    doctor: reduceDoctor(state.doctor, message, selectedDraft(state.connections)),
    transfer: reduceTransfer(state.transfer, message),
    map: reduceMap(state.map, message, state.now, state.session.database),
    tags: reduceTags(state.tags, message),
    slot: reduceSlot(state.slot, message, state.now, state.session.database),
    nodes: reduceNodes(state.nodes, message),
    timeline: reduceTimeline(state.timeline, message),
    overlay: reduceOverlay(state.overlay, message),
  };
}

function reduceFrame(state: State, message: Message): State {
  switch (message.type) {
    case 'session':
      return reduceSession(state, message.session);
    case 'arrived':
      // What was typed may hold a password.
      return { ...state, connecting: { ...state.connecting, target: '', pending: false, failure: null } };
    case 'topology':
      return { ...state, topology: message.topology, metrics: message.topology ? state.metrics : {} };
    case 'stats':
      return { ...state, metrics: addSamples(state.metrics, message.stats, state.session.database) };
    case 'demo':
      return { ...state, demo: message.demo, demoFailure: message.demo.failure ?? state.demoFailure };
    case 'settings':
      return { ...state, settings: message.settings };
    case 'commands':
      return { ...state, commands: message.commands };
    case 'docs':
      return { ...state, docs: message.docs };
    case 'executed':
      return reduceExecuted(state, message.shell, message.executions);
    case 'shell-opened':
      return showShell(withSession(state, message.session), message.session.shell);
    case 'show-shell':
      return showShell(state, message.shell);
    case 'close-shell':
      return closeShell(state, message.shell);
    case 'hint':
      return { ...state, hint: message.hint };
    case 'tick':
      return { ...state, now: message.now };
    case 'resized':
      return { ...state, width: message.width, drawer: null };
    case 'action':
      return reduceAction(state, message.name);
    case 'tab':
      return { ...state, tab: message.tab };
    case 'close-drawer':
      return { ...state, drawer: null };
    case 'panel-width': {
      const name = `${message.panel}Width` as const;
      return { ...state, settings: { ...state.settings, [name]: clampSize(name, message.width) } };
    }
    case 'editor-height': {
      const editorHeight = clampSize('editorHeight', message.height);
      return { ...state, settings: { ...state.settings, editorHeight } };
    }
    case 'key-to-slot':
      return { ...state, keyToSlot: message.text };
    case 'view':
      return { ...state, view: message.view, drawer: null };
    case 'ask-slot':
      return showPanel({ ...state, tab: 'slot', overlay: null }, 'inspector');
    case 'read-key':
    case 'insert-key':
    case 'insert-command':
      return { ...state, view: 'shell', drawer: null };
    case 'connect-text':
      return { ...state, connecting: { ...state.connecting, target: message.text, failure: null } };
    case 'connect-mark':
      return { ...state, connecting: { ...state.connecting, [message.mark]: message.on } };
    case 'connect':
      return { ...state, connecting: { ...state.connecting, pending: true, failure: null } };
    case 'connect-typed-saved':
      return { ...state, connecting: { ...state.connecting, target: '', pending: false } };
    case 'connect-failed':
      return { ...state, connecting: { ...state.connecting, pending: false, failure: message.failure } };
    case 'demo-failed':
      return { ...state, demoFailure: message.failure };
    case 'current-node':
    case 'demo-node':
      return { ...state, nodeFailure: null };
    case 'node-failed':
      return { ...state, nodeFailure: { node: message.node, failure: message.failure } };
    default:
      return state;
  }
}

const withSession = (state: State, session: SessionState): State => ({
  ...state,
  sessions: { ...state.sessions, [session.shell]: session },
  session: session.shell === state.active ? session : state.session,
});

function showShell(state: State, shell: number): State {
  const session = state.sessions[shell];
  return session ? { ...state, active: shell, session, view: 'shell' } : state;
}

/** The last shell stays. */
function closeShell(state: State, shell: number): State {
  const ids = Object.keys(state.sessions).map(Number);
  if (!(shell in state.sessions) || ids.length === 1) return state;
  const { [shell]: _closed, ...sessions } = state.sessions;
  const at = ids.indexOf(shell);
  const next = shell === state.active ? (ids[at + 1] ?? ids[at - 1]!) : state.active;
  return showShell({ ...state, sessions }, next);
}

function reduceSession(state: State, session: SessionState): State {
  // News of a shell that has been closed meanwhile.
  if (!(session.shell in state.sessions)) return state;
  const connected = session.phase === 'connected';
  const arrived = connected && state.sessions[session.shell]!.phase !== 'connected';
  return {
    ...withSession(state, session),
    started: state.started || connected,
    topology: session.phase === 'disconnected' ? null : state.topology,
    demoFailure: arrived ? null : state.demoFailure,
  };
}

function reduceExecuted(state: State, shell: number, executions: readonly Execution[]): State {
  const newest = executions.slice(-TRACE_LIMIT).reverse().map(toTraceEntry);
  const trace = [...newest, ...state.trace].slice(0, TRACE_LIMIT);
  const before = state.sessions[shell];
  const last = executions.at(-1);
  if (!before || !last) return { ...state, trace };
  const { currentNode, database, transaction, subscribed } = last;
  return withSession({ ...state, trace }, { ...before, currentNode, database, transaction, subscribed });
}

const VIEWS = {
  'show-map': 'map',
  'show-calculator': 'calculator',
  'show-tags': 'tags',
  'show-nodes': 'nodes',
} as const satisfies Partial<Record<ActionName, ViewName>>;

/** What an action changes here and now; what it asks of main is in effects.ts. */
function reduceAction(state: State, name: ActionName): State {
  switch (name) {
    case 'close-shell':
      return closeShell(state, state.active);
    case 'next-shell':
    case 'previous-shell': {
      const ids = Object.keys(state.sessions).map(Number);
      const step = name === 'next-shell' ? 1 : ids.length - 1;
      return showShell(state, ids[(ids.indexOf(state.active) + step) % ids.length]!);
    }
    case 'toggle-nodes':
      return togglePanel(state, 'nodes');
    case 'toggle-inspector':
      return togglePanel(state, 'inspector');
    case 'toggle-editor':
      return toggleEditor(state);
    case 'show-map':
    case 'show-calculator':
    case 'show-tags':
    case 'show-nodes':
      return { ...state, view: VIEWS[name], drawer: null };
    case 'show-changes':
      return showPanel({ ...state, tab: 'changes' }, 'inspector');
    case 'show-trace':
      return showPanel({ ...state, tab: 'trace' }, 'inspector');
    case 'show-slot':
      return showSlot({ ...state, tab: 'slot' });
    case 'demo-start':
      return { ...state, demoFailure: null };
    case 'focus-shell':
    case 'find':
      return { ...state, view: 'shell', drawer: null };
    case 'palette':
      return { ...state, overlay: { kind: 'palette', query: '', selected: 0 } };
    case 'keys':
      return { ...state, overlay: { kind: 'keys' } };
    case 'connect':
      return { ...state, overlay: { kind: 'connect' } };
    default:
      return { ...state, settings: reduceSettings(state.settings, name) };
  }
}
