/** What one window works on: at most one session, and the demo cluster. Knows nothing of Electron. */
import type { Events } from '../shared/ipc.ts';
import {
  DISCONNECTED,
  type DemoStatus,
  type Failure,
  type Protocol,
  type RedirectMode,
  type SessionState,
  type Topology,
} from '../shared/model.ts';
import { FailureError } from './cluster/failure.ts';
import { Session } from './cluster/session.ts';
import { DemoCluster } from './demo/demo-cluster.ts';
import type { Target } from './launch-options.ts';
import type { SettingsFile } from './settings.ts';

export type Emit = <N extends keyof Events>(name: N, payload: Events[N]) => void;

export class Workspace {
  session: Session | null = null;
  private readonly emit: Emit;
  private readonly settings: SettingsFile;
  private readonly demo: DemoCluster;
  private demoStart: Promise<SessionState> | null = null;
  private state: SessionState;

  constructor(emit: Emit, settings: SettingsFile) {
    this.emit = emit;
    this.settings = settings;
    this.demo = new DemoCluster({ onStatus: (status) => emit('demo', status) });
    this.state = { ...DISCONNECTED, mode: settings.settings.mode };
  }

  get sessionState(): SessionState {
    return this.state;
  }

  get topology(): Topology | null {
    return this.session?.topology ?? null;
  }

  get demoStatus(): DemoStatus {
    return this.demo.status;
  }

  /** The session for calls that need one; throws a FailureError where there is none. */
  get connected(): Session {
    if (!this.session)
      throw new FailureError(
        'not-connected',
        'Not connected.',
        'Connect to a cluster, or start the demo cluster.',
      );
    return this.session;
  }

  /** Closes what is open and connects; the old session is gone even where the new one does not come about. */
  async connect(target: Target, environment: SessionState['environment'] = 'local'): Promise<SessionState> {
    this.disconnect();
    const session: Session = new Session(
      { ...target, environment, mode: this.settings.settings.mode },
      {
        onState: (state) => this.session === session && this.setState(state),
        onTopology: (topology) => this.session === session && this.emit('topology', topology),
        onStats: (stats) => this.session === session && this.emit('stats', stats),
        onNotice: (notice) => this.session === session && this.emit('notice', notice),
      },
    );
    this.session = session;
    this.setState(session.state);
    try {
      await session.connect();
      return session.state;
    } catch (error) {
      session.close();
      if (this.session === session) this.session = null;
      throw error;
    }
  }

  disconnect(): void {
    if (!this.session) return;
    const { mode, protocol } = this.session.state;
    this.session.close();
    this.session = null;
    this.emit('topology', null);
    this.setState({ ...DISCONNECTED, mode, protocol });
  }

  /** Also without a session: then it is how the next one begins. */
  setMode(mode: RedirectMode): SessionState {
    this.settings.save({ ...this.settings.settings, mode });
    if (this.session) this.session.setMode(mode);
    else this.setState({ ...this.state, mode });
    return this.state;
  }

  async setProtocol(protocol: Protocol): Promise<SessionState> {
    if (this.session) await this.session.setProtocol(protocol);
    else this.setState({ ...this.state, protocol });
    return this.state;
  }

  /** Starts the demo cluster where it is not running, and connects to it. */
  startDemo(): Promise<SessionState> {
    this.demoStart ??= this.openDemo().finally(() => (this.demoStart = null));
    return this.demoStart;
  }

  private async openDemo(): Promise<SessionState> {
    if (this.demo.status.phase !== 'running') await this.demo.start();
    const seeds = this.demo.addresses();
    return this.connect(
      {
        seeds,
        label: 'Demo cluster',
        connection: { database: 0, protocol: this.state.protocol, connectTimeout: 2000 },
      },
      'demo',
    );
  }

  async stopDemo(): Promise<void> {
    if (this.state.environment === 'demo') this.disconnect();
    await this.demo.stop();
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
    if (!this.session) this.setState({ ...this.state, phase: 'disconnected', failure });
  }

  /** Ends everything that was started; before the app ends. */
  async close(): Promise<void> {
    this.session?.close();
    this.session = null;
    await this.demo.stop();
  }

  private setState(state: SessionState): void {
    this.state = state;
    this.emit('session', state);
  }
}
