/** The demo cluster of a window: starting it connects to it, and its nodes can be stopped and started. */
import type { DemoStatus } from '../../shared/cluster/demo.ts';
import type { Protocol, SessionState } from '../../shared/session/session.ts';
import type { Target } from '../connections/launch-options.ts';
import { DemoCluster } from '../demo/demo-cluster.ts';
import type { ServerGroup } from '../demo/server-group.ts';

/** The label of the connection to it. */
export const DEMO_LABEL = 'Demo cluster';

/** The parts of a window that the demo cluster needs. */
interface Opener {
  /** The demo cluster is about to start. */
  onStart(): void;
  connect(target: Target): Promise<SessionState>;
  /** Ends the connection if it is one to the demo cluster. */
  leave(): void;
  /** Reads the map of the open cluster again. */
  refresh(): Promise<void>;
  protocol(): Protocol;
}

export class DemoConnection {
  private readonly cluster: DemoCluster;
  private readonly opener: Opener;
  private starting: Promise<SessionState> | null = null;

  constructor(onStatus: (status: DemoStatus) => void, opener: Opener) {
    this.cluster = new DemoCluster({ onStatus });
    this.opener = opener;
  }

  get status(): DemoStatus {
    return this.cluster.status;
  }

  /** A redis-cli command for a terminal, password included. */
  get command(): string {
    return this.cluster.command;
  }

  /** Its processes; null while it does not run. */
  get servers(): ServerGroup | null {
    return this.cluster.servers;
  }

  hasUserData(): Promise<boolean> {
    return this.cluster.hasUserData();
  }

  /** Starts the demo cluster unless it is running, and connects to it. */
  start(): Promise<SessionState> {
    this.starting ??= this.open().finally(() => (this.starting = null));
    return this.starting;
  }

  async stop(): Promise<void> {
    this.opener.leave();
    await this.cluster.stop();
  }

  async startNode(port: number): Promise<void> {
    await this.cluster.startNode(port);
    await this.opener.refresh();
  }

  async stopNode(port: number): Promise<void> {
    await this.cluster.stopNode(port);
    await this.opener.refresh();
  }

  private async open(): Promise<SessionState> {
    if (this.cluster.status.phase !== 'running') {
      this.opener.onStart();
      await this.cluster.start();
    }
    return this.opener.connect({
      seeds: this.cluster.addresses(),
      label: DEMO_LABEL,
      environment: 'demo',
      readOnly: false,
      connection: {
        database: 0,
        protocol: this.opener.protocol(),
        connectTimeout: 2000,
        password: this.cluster.password,
      },
    });
  }
}
