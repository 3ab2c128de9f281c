/** The state behind one window: at most one cluster, the shells on it, its scan and timeline, and the demo cluster. */
import type { Emit } from '../../shared/ipc.ts';
import type { Beginning } from '../../shared/boot.ts';
import type { Change } from '../../shared/cluster/change.ts';
import type { DemoStatus } from '../../shared/cluster/demo.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import { type Failure, FailureError } from '../../shared/failure.ts';
import type { SessionState } from '../../shared/session/session.ts';
import type { Settings } from '../../shared/session/settings.ts';
import type { Shown, Split } from '../../shared/session/shown.ts';
import type { Session } from '../cluster/session/session.ts';
import type { Target } from '../connections/launch-options.ts';
import type { LocalClusters } from '../local/local-clusters.ts';
import type { SettingsFile } from '../storage/settings.ts';
import type { LastingConnection, LastingWindow } from '../storage/windows-file.ts';
import { ClusterNews } from './cluster-news.ts';
import { DEMO_LABEL, DemoConnection } from './demo-connection.ts';
import { LessonConnection } from './lesson-connection.ts';
import { lossesOnClose, RunningLines } from './leaving.ts';
import { Operations } from './operations.ts';
import { LocalConnection } from './local-connection.ts';
import { Debugging } from './debugging.ts';
import { Scans } from './scans.ts';
import { Shells } from './shells.ts';
import { SituationWatch } from './situation-watch.ts';
import { SlotCounter } from './slot-counter.ts';

export class Workspace {
  readonly shells: Shells;
  readonly scans: Scans;
  readonly debugging = new Debugging();
  readonly slotCounter: SlotCounter;
  readonly situation: SituationWatch;
  readonly operations: Operations;
  readonly demo: DemoConnection;
  readonly lesson: LessonConnection;
  /** True until a page has been told that the program was started for the lessons. */
  private learning = false;
  readonly running = new RunningLines();
  private local: LocalConnection | null = null;
  private readonly emit: Emit;
  private readonly settingsFile: SettingsFile;
  private readonly news: ClusterNews;
  /** The last target that the window connected to, or tried to. */
  private target: Target | null = null;
  private beginning: Beginning | null = null;
  /** The connection that the next start makes again; null after the user has disconnected. */
  private lastingConnection: LastingConnection | null = null;
  /** What the page shows. */
  shown: Shown = { shell: 1, split: null, view: 'shell' };

  constructor(emit: Emit, settings: SettingsFile) {
    this.emit = emit;
    this.settingsFile = settings;
    this.news = new ClusterNews(emit);
    this.shells = new Shells(emit, settings, this.news);
    this.scans = new Scans(emit);
    this.slotCounter = new SlotCounter(emit);
    this.operations = new Operations(emit, () => {
      const { cluster } = this.session ?? {};
      const { environment, readOnly, label } = this.shells.firstState;
      return {
        settings: cluster?.questions ?? null,
        seeds: cluster?.candidates() ?? [],
        topology: this.topology,
        isReadOnly: readOnly,
        productionName: environment === 'production' ? label : null,
      };
    });
    this.situation = new SituationWatch(this.operations.moves);
    this.demo = new DemoConnection((status) => this.demoChanged(status), {
      onStart: () => {
        if (!this.session) this.target = null;
      },
      connect: (target) => this.connect(target),
      leave: () => {
        if (this.target?.label === DEMO_LABEL && this.target.profile === undefined) this.disconnect();
      },
      refresh: async () => this.session?.refresh(),
      protocol: () => this.shells.firstState.protocol,
    });
    this.lesson = new LessonConnection((status) => emit('lesson', status), {
      target: () => (this.session ? this.target : null),
      connect: (target) => this.connect(target),
      disconnect: () => this.disconnect(),
      refresh: async () => this.session?.refresh(),
      protocol: () => this.shells.firstState.protocol,
      useNode: (address) => this.session?.setCurrentNode(address),
      mode: () => this.shells.firstState.mode,
      useMode: (mode) => this.shells.useMode(mode),
      keepModes: (isKept) => {
        this.shells.keepsMode = isKept;
      },
      startDemo: () => this.demo.start(),
    });
  }

  /** The window's local clusters. The same object at each call. */
  localConnection(clusters: LocalClusters): LocalConnection {
    return (this.local ??= new LocalConnection(clusters, this.demo, this.emit, {
      connect: (target) => this.connect(target),
      leave: (addresses) => {
        if (this.target?.seeds.some((seed) => addresses.includes(seed))) this.disconnect();
      },
      refresh: async () => this.session?.refresh(),
      protocol: () => this.shells.firstState.protocol,
    }));
  }

  get settings(): Settings {
    return this.settingsFile.settings;
  }

  /** The session of any shell; it may still be connecting. Null if nothing is open. */
  get session(): Session | null {
    return this.shells.session;
  }

  /** The session for calls that need one; throws a FailureError if nothing is connected. */
  get connected(): Session {
    const { session } = this;
    // A session that is still connecting knows no node yet.
    if (!session?.topology)
      throw new FailureError(
        'not-connected',
        'Not connected.',
        'Connect to a cluster, or start the demo cluster.',
      );
    return session;
  }

  get topology(): Topology | null {
    return this.session?.topology ?? null;
  }

  /** The timeline, oldest first. */
  get changes(): Change[] {
    return this.news.changes;
  }

  /**
   * The last target that the window connected to, or tried to. Throws a FailureError if there is none, or if it is a demo
   * cluster that did not start.
   */
  get lastTarget(): Target {
    if (this.target) return this.target;
    const { code, message, advice } = this.demo.status.failure ?? {
      code: 'not-connected' as const,
      message: 'There is no connection to examine yet.',
      advice: 'Choose a saved connection, or type an address.',
    };
    throw new FailureError(code, message, advice);
  }

  /** What the window begins with: a saved connection asks for the secrets that are missing. */
  beginWith(beginning: Beginning): void {
    this.beginning = beginning;
  }

  /** The window continues one of an earlier start. Before there is a page. */
  restore({ connection, shells, active, split, view }: Omit<LastingWindow, 'bounds'>): void {
    this.shells.restore(shells);
    this.lastingConnection = connection;
    const shell = Math.min(active + 1, shells.length);
    this.shown = {
      shell,
      split: renumbered(split, (index) => (index < shells.length ? index + 1 : null)),
      view,
    };
  }

  /** What the next start may continue. */
  get lasting(): Omit<LastingWindow, 'bounds'> {
    const { shells, shown } = this;
    const indexOf = (number: number) => {
      const index = shells.states.findIndex(({ shell }) => shell === number);
      return index < 0 ? null : index;
    };
    return {
      connection: this.lastingConnection,
      shells: shells.lasting,
      active: indexOf(shown.shell) ?? 0,
      split: renumbered(shown.split, indexOf),
      view: shown.view,
    };
  }

  /** The window begins with the lessons. */
  beginLearning(): void {
    this.learning = true;
  }

  /** Returned once: a page that is loaded again continues with what is open. */
  takeLearning(): boolean {
    const { learning } = this;
    this.learning = false;
    return learning;
  }

  /** Returned once: a page that is loaded again continues with what is open. */
  takeBeginning(): Beginning | null {
    const { beginning } = this;
    this.beginning = null;
    return beginning;
  }

  /** Closes what is open, then connects all shells; what was open stays closed if that fails. */
  async connect(target: Target): Promise<SessionState> {
    await this.operations.leave();
    this.disconnect();
    this.news.begin(target.profile ?? target.label);
    this.scans.discard();
    this.target = target;
    this.lastingConnection = lastingOf(target);
    try {
      const { state, isOpen } = await this.shells.connect(target);
      if (isOpen && target.passwordFrom)
        this.emit('notice', { tone: 'info', text: `The password is that of ${target.passwordFrom}.` });
      return state;
    } catch (error) {
      target.tunnel?.close();
      throw error;
    }
  }

  disconnect(): void {
    this.lastingConnection = null;
    if (!this.session) return;
    this.shells.endSessions();
    this.debugging.end();
    this.situation.end();
    this.target?.tunnel?.close();
    this.news.end();
    this.shells.showDisconnected();
  }

  /** After sleep, or on another network: finds the sockets that died unnoticed, and opens new ones. */
  async wake(): Promise<void> {
    const { cluster } = this.session ?? {};
    const tunnel = this.target?.tunnel;
    const [isThrough] = await Promise.all([tunnel?.check() ?? true, cluster?.wake()]);
    // Sockets that were dialled meanwhile waited for the dead tunnel.
    if (!isThrough) await cluster?.wake();
  }

  /** For a start that failed before there was a session. */
  reportFailure(failure: Failure): void {
    if (!this.session) this.shells.showFailure(failure);
  }

  /** True while a command or an operation runs. */
  get isBusy(): boolean {
    return this.running.isAny || this.operations.running !== null;
  }

  /** The things that close() would destroy, one sentence each. */
  lossesOnClose(): Promise<string[]> {
    return lossesOnClose(this.shells.states, this.running, this.demo, this.operations.running);
  }

  /** Ends everything that was started; before the app ends. */
  async close(): Promise<void> {
    await this.operations.leave();
    this.local?.close();
    this.shells.endSessions();
    this.situation.end();
    this.target?.tunnel?.close();
    await Promise.all([this.demo.stop(), this.lesson.stop()]);
  }

  private demoChanged(status: DemoStatus): void {
    this.emit('demo', status);
    this.local?.changed();
  }
}

/** The split with other names for its shells; null if one of them has none. */
function renumbered(split: Split | null, nameOf: (shell: number) => number | null): Split | null {
  if (!split) return null;
  const [first, second] = split.panes.map(nameOf);
  return typeof first !== 'number' || typeof second !== 'number'
    ? null
    : { ...split, panes: [first, second] };
}

/** Null for the demo, the lessons and local nodes, whose servers end with the program or are started by the user. */
function lastingOf({ profile, secrets, lasting, environment, readOnly }: Target): LastingConnection | null {
  if (profile !== undefined) return { profile, secrets: secrets ?? [] };
  return lasting ? { ...lasting, production: environment === 'production', readOnly } : null;
}
