/** The shells of a window. A shell keeps its state before, during and after a connection; while connected it has a session. */
import type { Emit } from '../../shared/ipc.ts';
import { FailureError, type Failure } from '../../shared/failure.ts';
import { MOST_SHELLS } from '../../shared/limits.ts';
import {
  DISCONNECTED,
  type Protocol,
  type RedirectMode,
  type SessionState,
} from '../../shared/session/session.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { SessionOptions } from '../cluster/session/session-options.ts';
import { Session } from '../cluster/session/session.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import type { SettingsFile } from '../storage/settings.ts';
import type { LastingShell } from '../storage/windows-file.ts';
import type { ClusterNews } from './cluster-news.ts';
import { PushedGatherer } from './gather-pushed.ts';
import { refuseMore } from './refuse-more.ts';

/** The options that all shells connect with; `mode`, if given, becomes the mode of each. */
type ConnectOptions = Omit<SessionOptions, 'mode' | 'showsOwn'> & { mode?: RedirectMode };

export class Shells {
  private readonly emit: Emit;
  private readonly settings: SettingsFile;
  private readonly news: ClusterNews;
  private readonly pushed: PushedGatherer;
  private readonly stateByShell = new Map<number, SessionState>();
  private readonly sessions = new Map<number, Session>();
  /** False while lessons set modes of their own. */
  keepsMode = true;
  private nextShell = 2;
  /** Where shells of an earlier start were: they go there once they are connected. */
  private readonly restored = new Map<number, LastingShell>();
  private options: ConnectOptions | null = null;

  constructor(emit: Emit, settings: SettingsFile, news: ClusterNews) {
    this.emit = emit;
    this.settings = settings;
    this.news = news;
    this.pushed = new PushedGatherer(
      (pushed) => this.stateByShell.has(pushed.shell) && emit('pushed', pushed),
    );
    this.stateByShell.set(1, { ...DISCONNECTED, mode: settings.settings.mode });
  }

  get states(): SessionState[] {
    return [...this.stateByShell.values()];
  }

  get firstState(): SessionState {
    return this.stateByShell.values().next().value!;
  }

  /** The session of any shell: what concerns the cluster is the same in all of them. Null if nothing is open. */
  get session(): Session | null {
    return this.sessions.values().next().value ?? null;
  }

  /** Throws a FailureError if the shell is closed. */
  stateOf(shell: number): SessionState {
    const state = this.stateByShell.get(shell);
    if (!state) throw new FailureError('gone', 'This shell has been closed.', 'Open another one.');
    return state;
  }

  /** Null if the shell is not connected. Throws a FailureError if the shell is closed. */
  sessionOf(shell: number): Session | null {
    this.stateOf(shell);
    return this.sessions.get(shell) ?? null;
  }

  /** Opens another shell, in the mode that the settings have. */
  open(): SessionState {
    refuseMore(this.stateByShell.size, MOST_SHELLS, 'shells');
    const shell = this.nextShell++;
    this.stateByShell.set(shell, { ...DISCONNECTED, shell, mode: this.settings.settings.mode });
    const { session, options } = this;
    if (session && options) this.makeSession(shell, options, session.cluster);
    return this.stateOf(shell);
  }

  /** Opens the shells of an earlier start in place of the first one. Before there is a page. */
  restore(shells: readonly LastingShell[]): void {
    this.stateByShell.clear();
    for (const [i, shell] of shells.entries()) {
      this.restored.set(i + 1, shell);
      this.stateByShell.set(i + 1, { ...DISCONNECTED, shell: i + 1, mode: shell.mode });
    }
    this.nextShell = shells.length + 1;
  }

  /** As they may come back at the next start. */
  get lasting(): LastingShell[] {
    return this.states.map(({ shell, currentNode, mode }) => ({
      node: this.restored.get(shell)?.node ?? currentNode,
      mode,
    }));
  }

  /** The last shell stays. */
  close(shell: number): void {
    if (this.stateByShell.size === 1) return;
    const session = this.sessions.get(shell);
    this.stateByShell.delete(shell);
    this.sessions.delete(shell);
    session?.close();
  }

  /** Connects the first shell, then the others over its cluster. `isOpen` is false if that connection was ended meanwhile. */
  async connect(options: ConnectOptions): Promise<{ state: SessionState; isOpen: boolean }> {
    this.options = options;
    const { mode } = options;
    if (mode)
      for (const [shell, state] of this.stateByShell) this.stateByShell.set(shell, { ...state, mode });
    const [first, ...others] = this.stateByShell.keys();
    const session = this.makeSession(first!, options, undefined);
    const isOpen = () => this.sessions.get(first!) === session;
    try {
      await session.connect();
    } catch (error) {
      session.close();
      if (isOpen()) this.sessions.delete(first!);
      throw error;
    }
    // A shell may have been closed meanwhile.
    const remaining = others.filter((shell) => this.stateByShell.has(shell));
    if (isOpen()) for (const shell of remaining) this.makeSession(shell, options, session.cluster);
    if (isOpen()) this.placeRestored(session.topology);
    return { state: session.state, isOpen: isOpen() };
  }

  /** A node that is gone, or of another cluster, is left out. */
  private placeRestored(topology: Topology | null): void {
    const nodes = topology?.shards.flatMap(({ primary, replicas }) => [primary, ...replicas]) ?? [];
    for (const [shell, { node, mode }] of this.restored) {
      const session = this.sessions.get(shell);
      if (!nodes.some((one) => one?.address === node)) continue;
      session?.setMode(mode);
      session?.setCurrentNode(node);
    }
    this.restored.clear();
  }

  endSessions(): void {
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    for (const session of sessions) session.close();
  }

  /** Tells the window that no shell is connected; each keeps its mode and protocol. */
  showDisconnected(): void {
    for (const { shell, mode, protocol } of this.states)
      this.setState({ ...DISCONNECTED, shell, mode, protocol });
  }

  /** Reports why there is no connection. */
  showFailure(failure: Failure): void {
    this.setState({ ...this.firstState, phase: 'disconnected', failure });
  }

  /** Puts every shell into a mode that is not the user's choice, so the settings do not keep it. */
  useMode(mode: RedirectMode): void {
    for (const [shell, state] of this.stateByShell) {
      const session = this.sessions.get(shell);
      if (session) session.setMode(mode);
      else this.setState({ ...state, mode });
    }
  }

  /** Without a session, the next one begins in this mode. Kept for later starts if `keepsMode`. */
  setMode(shell: number, mode: RedirectMode): SessionState {
    const state = this.stateOf(shell);
    if (this.keepsMode) this.settings.save({ ...this.settings.settings, mode });
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

  private makeSession(shell: number, options: ConnectOptions, cluster: Cluster | undefined): Session {
    const { mode } = this.stateOf(shell);
    // News of the cluster comes through the hooks of the first shell, and continues after that shell is closed.
    const isOpen = () => [...this.sessions.values()].some((other) => other.cluster === session.cluster);
    const session: Session = new Session(
      { ...options, mode, showsOwn: () => this.settings.settings.monitorOwn },
      {
        ...this.news.hooks(() => session.cluster, isOpen),
        onState: (state) => this.sessions.get(shell) === session && this.setState(state),
        onPushed: (items) => this.pushed.add(shell, items),
      },
      cluster,
      shell,
    );
    this.sessions.set(shell, session);
    this.setState(session.state);
    return session;
  }

  private setState(state: SessionState): void {
    if (!this.stateByShell.has(state.shell)) return;
    this.stateByShell.set(state.shell, state);
    this.emit('session', state);
  }
}
