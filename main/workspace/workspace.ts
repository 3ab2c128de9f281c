/** What one window works on: the shells on at most one cluster, and the demo cluster. Knows nothing of Electron. */
import type { Events } from '../../shared/ipc.ts';
import type { Change } from '../../shared/cluster/change.ts';
import type { NodeAddress, Topology } from '../../shared/cluster/topology.ts';
import {
  connectionOf,
  DISCONNECTED,
  type Environment,
  type Protocol,
  type RedirectMode,
  type SessionState,
} from '../../shared/session/session.ts';
import type { DemoStatus } from '../../shared/cluster/demo.ts';
import { type Failure, FailureError } from '../../shared/failure.ts';
import { MOST_SHELLS } from '../../shared/limits.ts';
import type { ScanOptions, ScanState } from '../../shared/slots/scan-model.ts';
import type { SlotCounts } from '../../shared/slots/slot-model.ts';
import { beforeWatching, readPast } from '../cluster/topology/before-watching.ts';
import { MigrationWatch } from '../cluster/topology/migration-watch.ts';
import { askCount } from '../cluster/slots/slot-keys.ts';
import { ChangeLog } from './change-log.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { finding } from '../cluster/topology/finding.ts';
import { countSlots } from '../cluster/slots/slot-counts.ts';
import { KeyspaceScan } from '../cluster/scan/keyspace-scan.ts';
import { Session } from '../cluster/session/session.ts';
import { DemoCluster } from '../demo/demo-cluster.ts';
import type { Target } from '../connections/launch-options.ts';
import { PushedGatherer } from './gather-pushed.ts';
import { RunningLines, whatEnds } from './leaving.ts';
import { refuseMore } from './refuse-more.ts';
import type { SettingsFile } from '../storage/settings.ts';

export type Emit = <N extends keyof Events>(name: N, payload: Events[N]) => void;

export class Workspace {
  private readonly emit: Emit;
  private readonly settings: SettingsFile;
  private readonly demo: DemoCluster;
  private readonly migrations: MigrationWatch;
  private demoStart: Promise<SessionState> | null = null;
  /** Each shell's state, by its number; a shell is there before, and after, a connection. */
  private readonly states = new Map<number, SessionState>();
  private readonly sessions = new Map<number, Session>();
  private readonly pushed = new PushedGatherer(
    (pushed) => this.states.has(pushed.shell) && this.emit('pushed', pushed),
  );
  private target: { target: Target; environment: Environment } | null = null;
  private nextShell = 2;
  readonly running = new RunningLines();
  private readonly log: ChangeLog;
  private counting: { database: number; counts: Promise<SlotCounts> } | null = null;
  private lastScan: KeyspaceScan | null = null;
  private lastScanId = 0;
  private beginning: string | null = null;

  constructor(emit: Emit, settings: SettingsFile) {
    this.emit = emit;
    this.settings = settings;
    this.migrations = new MigrationWatch((progress) => emit('migrations', progress));
    this.log = new ChangeLog((changes) => emit('changes', changes));
    this.demo = new DemoCluster({ onStatus: (status) => emit('demo', status) });
    this.states.set(1, { ...DISCONNECTED, mode: settings.settings.mode });
  }

  get sessionState(): SessionState {
    return this.states.values().next().value!;
  }

  get shellStates(): SessionState[] {
    return [...this.states.values()];
  }

  /** Any of the shells' sessions: what concerns the cluster is the same for all. */
  get session(): Session | null {
    return this.sessions.values().next().value ?? null;
  }

  /** The session of a shell; null where it is not connected. Throws a FailureError for a number that is none. */
  sessionOf(shell: number): Session | null {
    this.stateOf(shell);
    return this.sessions.get(shell) ?? null;
  }

  stateOf(shell: number): SessionState {
    const state = this.states.get(shell);
    if (!state) throw new FailureError('gone', 'This shell has been closed.', 'Open another one.');
    return state;
  }

  historyOf(shell: number): string {
    return connectionOf(this.stateOf(shell));
  }

  /** What was connected to last, or was to be. Throws a FailureError where that is nothing, or a demo that did not start. */
  get lastTarget(): Target {
    if (this.target) return this.target.target;
    const { code, message, advice } = this.demo.status.failure ?? {
      code: 'not-connected' as const,
      message: 'There is no connection to examine yet.',
      advice: 'Choose a saved connection, or type an address.',
    };
    throw new FailureError(code, message, advice);
  }

  get topology(): Topology | null {
    return this.session?.topology ?? null;
  }

  /** Oldest first. */
  get changes(): Change[] {
    return this.log.entries;
  }

  get scanState(): ScanState | null {
    return this.lastScan?.state ?? null;
  }

  /** The scan that runs, or has run; throws a FailureError where there is none. */
  get scan(): KeyspaceScan {
    if (!this.lastScan)
      throw new FailureError('gone', 'There is no scan.', 'Start one in the Hash tags view.');
    return this.lastScan;
  }

  startScan(options: ScanOptions): ScanState {
    this.lastScan?.stop();
    const scan = new KeyspaceScan(
      this.connected.cluster,
      ++this.lastScanId,
      options,
      (state) => state.id === this.lastScanId && this.emit('scan', state),
    );
    this.lastScan = scan;
    return scan.state;
  }

  /** Keys of all slots in one database; a call during a count of the same waits for that one. */
  countSlots(database: number): Promise<SlotCounts> {
    if (this.counting?.database === database) return this.counting.counts;
    const counts = countSlots(this.connected.cluster, database, (progress) =>
      this.emit('slotProgress', progress),
    ).finally(() => {
      if (this.counting?.counts === counts) this.counting = null;
    });
    this.counting = { database, counts };
    return counts;
  }

  get demoStatus(): DemoStatus {
    return this.demo.status;
  }

  /** The session for calls that need one; throws a FailureError where there is none. */
  get connected(): Session {
    const { session } = this;
    // One that is being connected to knows no node yet.
    if (!session?.topology)
      throw new FailureError(
        'not-connected',
        'Not connected.',
        'Connect to a cluster, or start the demo cluster.',
      );
    return session;
  }

  /** The window begins with this saved connection: it asks for what is missing of its secrets. */
  beginWith(id: string): void {
    this.beginning = id;
  }

  /** Said once: a page that is loaded again goes on with what there is. */
  takeBeginning(): string | null {
    const id = this.beginning;
    this.beginning = null;
    return id;
  }

  /** Closes what is open and connects all shells; what was open is gone even where the new one does not come about. */
  async connect(target: Target, environment: Environment = target.environment): Promise<SessionState> {
    this.disconnect();
    this.log.open(target.profile ?? target.label);
    this.migrations.reset();
    this.lastScan = null;
    this.emit('scan', null);
    this.target = { target, environment };
    const { mode } = target;
    if (mode) for (const [shell, state] of this.states) this.states.set(shell, { ...state, mode });
    const [first, ...others] = this.states.keys();
    const session = this.makeSession(first!, undefined);
    try {
      await session.connect();
    } catch (error) {
      session.close();
      if (this.sessions.get(first!) === session) this.sessions.delete(first!);
      target.tunnel?.close();
      throw error;
    }
    if (this.sessions.get(first!) === session) {
      for (const shell of others) this.makeSession(shell, session.cluster);
      if (target.passwordFrom)
        this.emit('notice', { tone: 'info', text: `The password is that of ${target.passwordFrom}.` });
    }
    return session.state;
  }

  disconnect(): void {
    if (this.sessions.size === 0) return;
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    for (const session of sessions) session.close();
    this.target?.target.tunnel?.close();
    this.emit('topology', null);
    this.migrations.reset();
    for (const [shell, { mode, protocol }] of this.states)
      this.setState({ ...DISCONNECTED, shell, mode, protocol });
  }

  /** After sleep, or in another network: what has died unheard is found out, and made anew. */
  async wake(): Promise<void> {
    const { cluster } = this.session ?? {};
    const tunnel = this.target?.target.tunnel;
    const [isThrough] = await Promise.all([tunnel?.check() ?? true, cluster?.wake()]);
    // What was dialled meanwhile waited for the dead tunnel.
    if (!isThrough) await cluster?.wake();
  }

  /** A further shell, in the mode and protocol that the settings have. */
  openShell(): SessionState {
    refuseMore(this.states.size, MOST_SHELLS, 'shells');
    const shell = this.nextShell++;
    this.states.set(shell, { ...DISCONNECTED, shell, mode: this.settings.settings.mode });
    const open = this.session;
    if (open) this.makeSession(shell, open.cluster);
    return this.stateOf(shell);
  }

  /** The last shell stays. */
  closeShell(shell: number): void {
    if (this.states.size === 1) return;
    const session = this.sessions.get(shell);
    this.states.delete(shell);
    this.sessions.delete(shell);
    session?.close();
  }

  /** A timeline has begun: adds what the servers know of before, while it is still this one. */
  private async tellPast(cluster: Cluster, topology: Topology): Promise<void> {
    const { beginning } = this.log;
    const past = await readPast(topology, (node) => cluster.probe(node));
    if (beginning === this.log.beginning) this.log.add(beforeWatching(topology, past, Date.now()));
  }

  private makeSession(shell: number, cluster: Cluster | undefined): Session {
    const { target, environment } = this.target!;
    const { mode } = this.stateOf(shell);
    // News of the cluster come through the first shell's hooks, and outlive that shell.
    const isOpen = () => [...this.sessions.values()].some((other) => other.cluster === session.cluster);
    const session: Session = new Session(
      { ...target, environment, mode, showsOwn: () => this.settings.settings.monitorOwn },
      {
        onState: (state) => this.sessions.get(shell) === session && this.setState(state),
        onTopology: (topology) => {
          if (!isOpen()) return;
          this.emit('topology', topology);
          const isNew = this.log.compare(topology);
          // A proxy may hang up at INFO.
          if (isNew && topology.kind !== 'proxy') void this.tellPast(session.cluster, topology);
          void this.migrations.take(topology, (node, slot) => askCount(session.cluster.probe(node), slot));
        },
        onLearned: (slot, from, to) => {
          const side = (node: NodeAddress) => ({ node, shard: session.cluster.shardOf(node) });
          if (isOpen()) this.log.learn({ slot, from: from === null ? null : side(from), to: side(to) });
        },
        onLost: (reason) => isOpen() && this.log.add([finding('lost', { detail: reason.slice(0, 200) })]),
        onFound: (node) =>
          isOpen() &&
          this.log.add([finding('found', { about: { node, shard: session.cluster.shardOf(node) } })]),
        onStats: (stats) => isOpen() && this.emit('stats', stats),
        onNotice: (notice) => isOpen() && this.emit('notice', { at: Date.now(), ...notice }),
        onNewHost: (notice) => this.emit('notice', { at: Date.now(), ...notice }),
        onPushed: (items) => this.pushed.add(shell, items),
      },
      cluster,
      shell,
    );
    this.sessions.set(shell, session);
    this.setState(session.state);
    return session;
  }

  /** Also without a session: then it is how the next one begins. */
  setMode(shell: number, mode: RedirectMode): SessionState {
    const state = this.stateOf(shell);
    this.settings.save({ ...this.settings.settings, mode });
    const session = this.sessions.get(shell);
    if (session) session.setMode(mode);
    else this.setState({ ...state, mode });
    return this.stateOf(shell);
  }

  async setProtocol(shell: number, protocol: Protocol): Promise<SessionState> {
    const state = this.stateOf(shell);
    const session = this.sessions.get(shell);
    if (session) await session.setProtocol(protocol);
    else this.setState({ ...state, protocol });
    return this.stateOf(shell);
  }

  /** Starts the demo cluster where it is not running, and connects to it. */
  startDemo(): Promise<SessionState> {
    this.demoStart ??= this.openDemo().finally(() => (this.demoStart = null));
    return this.demoStart;
  }

  private async openDemo(): Promise<SessionState> {
    if (this.demo.status.phase !== 'running') {
      if (!this.session) this.target = null;
      await this.demo.start();
    }
    const seeds = this.demo.addresses();
    return this.connect(
      {
        seeds,
        label: 'Demo cluster',
        environment: 'demo',
        readOnly: false,
        connection: {
          database: 0,
          protocol: this.sessionState.protocol,
          connectTimeout: 2000,
          password: this.demo.password,
        },
      },
      'demo',
    );
  }

  async stopDemo(): Promise<void> {
    if (this.sessionState.environment === 'demo') this.disconnect();
    await this.demo.stop();
  }

  demoCommand(): string {
    return this.demo.command;
  }

  async startDemoNode(port: number): Promise<void> {
    await this.demo.startNode(port);
    await this.session?.refresh();
  }

  async stopDemoNode(port: number): Promise<void> {
    await this.demo.stopNode(port);
    await this.session?.refresh();
  }

  /** For a start that went wrong before there was a session. */
  reportFailure(failure: Failure): void {
    if (!this.session) this.setState({ ...this.sessionState, phase: 'disconnected', failure });
  }

  /** What would be lost by close(), one sentence each. */
  whatEnds(): Promise<string[]> {
    return whatEnds(this.shellStates, this.running, this.demo);
  }

  /** Ends everything that was started; before the app ends. */
  async close(): Promise<void> {
    for (const session of this.sessions.values()) session.close();
    this.sessions.clear();
    this.target?.target.tunnel?.close();
    await this.demo.stop();
  }

  private setState(state: SessionState): void {
    if (!this.states.has(state.shell)) return;
    this.states.set(state.shell, state);
    this.emit('session', state);
  }
}
