/** The lessons of a window: their cluster, the connection to it, and what was open before. */
import {
  LESSON_LABEL,
  type LessonAction,
  type LessonEvidence,
  type LessonStage,
  type LessonStatus,
} from '../../shared/lessons/lesson.ts';
import type { Protocol, RedirectMode } from '../../shared/session/session.ts';
import type { Target } from '../connections/launch-options.ts';
import { LessonCluster } from '../lesson/lesson-cluster.ts';

/** The parts of a window that the lessons need. */
interface Opener {
  /** What is open now; null if nothing is. */
  target(): Target | null;
  connect(target: Target): Promise<unknown>;
  disconnect(): void;
  /** Reads the map of the open cluster again. */
  refresh(): Promise<void>;
  protocol(): Protocol;
  useNode(address: string): void;
  mode(): RedirectMode;
  useMode(mode: RedirectMode): void;
  /** Whether the modes that the user sets are kept for later starts. */
  keepModes(isKept: boolean): void;
  startDemo(): Promise<unknown>;
}

/** Bounds of SLOTSHELL_LESSON_NODE_TIMEOUT_MS, which tests shorten the wait for a failover with. */
const LEAST_TIMEOUT_MS = 200;
const MOST_TIMEOUT_MS = 60_000;

export class LessonConnection {
  private readonly cluster: LessonCluster;
  private readonly opener: Opener;
  private asked = 0;
  /** The lessons' own target; null while the window is not connected to it. */
  private own: Target | null = null;
  /** Undefined while the lessons are closed. */
  private before: Target | null | undefined;
  private modeBefore: RedirectMode = 'direct';

  constructor(onStatus: (status: LessonStatus) => void, opener: Opener) {
    const asked = Number(process.env['SLOTSHELL_LESSON_NODE_TIMEOUT_MS']);
    const isAsked = asked >= LEAST_TIMEOUT_MS && asked <= MOST_TIMEOUT_MS;
    this.cluster = new LessonCluster({
      onStatus,
      onClear: () => this.isOpen && this.opener.disconnect(),
      ...(isAsked && { nodeTimeoutMs: asked }),
    });
    this.opener = opener;
  }

  get status(): LessonStatus {
    return this.cluster.status;
  }

  /** Rejects with a FailureError as LessonCluster.open does, or as connecting does. */
  async open(stage: LessonStage, mode: RedirectMode, again: boolean): Promise<void> {
    if (this.before === undefined) {
      this.before = this.opener.target();
      this.modeBefore = this.opener.mode();
      this.opener.keepModes(false);
    }
    const asked = ++this.asked;
    const before = this.cluster.generation;
    await this.cluster.open(stage, again);
    // A later lesson was asked for meanwhile.
    if (asked !== this.asked) return;
    // Where nothing has changed the shell is there already.
    if (!this.isOpen || before !== this.cluster.generation) await this.follow();
    this.opener.useMode(mode);
    // A lesson begins at the first node, wherever a redirect has led the shell.
    if (this.isOpen) this.opener.useNode(this.cluster.addresses[0]!);
  }

  async act(action: LessonAction): Promise<LessonEvidence> {
    const evidence = await this.cluster.act(action);
    await this.follow();
    return evidence;
  }

  /** Opens what was open before; resolves to the id of a saved connection, which the window opens itself. */
  async leave(): Promise<{ saved: string | null }> {
    const { before } = this;
    this.before = undefined;
    if (this.isOpen) this.opener.disconnect();
    this.own = null;
    await this.cluster.stop();
    this.opener.useMode(this.modeBefore);
    this.opener.keepModes(true);
    if (!before || this.opener.target()) return { saved: null };
    if (before.profile !== undefined) return { saved: before.profile };
    await (before.environment === 'demo' ? this.opener.startDemo() : this.opener.connect(before));
    return { saved: null };
  }

  /** Before the window ends. */
  stop(): Promise<void> {
    return this.cluster.stop();
  }

  private get isOpen(): boolean {
    return this.own !== null && this.opener.target() === this.own;
  }

  /** Connects to the servers that there are now, or reads their map again. */
  private async follow(): Promise<void> {
    const { addresses, password } = this.cluster;
    if (addresses.length === 0) {
      // Never leaves a cluster of the user's open under a lesson.
      if (this.opener.target()) this.opener.disconnect();
      this.own = null;
      return;
    }
    const isSame =
      this.own?.connection.password === password && this.own.seeds.every((seed) => this.knows(seed));
    if (this.isOpen && isSame) return this.opener.refresh();
    this.own = {
      seeds: addresses,
      label: LESSON_LABEL,
      environment: 'demo',
      readOnly: false,
      connection: { database: 0, protocol: this.opener.protocol(), connectTimeout: 2000, password },
    };
    await this.opener.connect(this.own);
  }

  private knows(seed: string): boolean {
    const ports = this.cluster.status.nodes.map(({ port }) => `127.0.0.1:${port}`);
    return ports.includes(seed) === !this.cluster.isBehindProxy;
  }
}
