/** The local clusters of a window: its demo, and those that all windows share. */
import type { Emit } from '../../shared/ipc.ts';
import { FailureError } from '../../shared/failure.ts';
import type { ConfRead, ConfSaved } from '../../shared/local/conf-read.ts';
import { DEMO_ID, type LocalCluster, type Loss, type NodeAct } from '../../shared/local/local.ts';
import type { SessionState } from '../../shared/session/session.ts';
import type { Target } from '../connections/launch-options.ts';
import type { ServerGroup } from '../demo/server-group.ts';
import { readConf, saveConf, type ConfNode } from '../local/conf-file.ts';
import { endOrFreeze } from '../local/local-cluster.ts';
import type { LocalClusters } from '../local/local-clusters.ts';
import { LogTail } from '../local/log-tail.ts';
import { lossOf } from '../local/loss.ts';
import { nodesOf, serverLabel } from '../local/nodes.ts';
import type { DemoConnection } from './demo-connection.ts';

/** The parts of a window that local clusters need. */
interface Opener {
  connect(target: Target): Promise<SessionState>;
  /** Ends the connection if it is to one of these addresses. */
  leave(addresses: readonly string[]): void;
  /** Reads the map of the open cluster again. */
  refresh(): Promise<void>;
  protocol(): 2 | 3;
}

export class LocalConnection {
  private readonly clusters: LocalClusters;
  private readonly demo: DemoConnection;
  private readonly emit: Emit;
  private readonly opener: Opener;
  private tail: LogTail | null = null;
  private readonly endListening: () => void;

  constructor(clusters: LocalClusters, demo: DemoConnection, emit: Emit, opener: Opener) {
    this.clusters = clusters;
    this.demo = demo;
    this.emit = emit;
    this.opener = opener;
    this.endListening = clusters.onChange(() => this.changed());
  }

  get list(): LocalCluster[] {
    return [this.demoStatus(), ...this.clusters.list];
  }

  /** Sends the list again; also to be called when the demo changes. */
  changed(): void {
    this.emit('local', this.list);
  }

  async start(id: string): Promise<void> {
    if (id === DEMO_ID) await this.demo.start();
    else await this.clusters.get(id).start();
  }

  async stop(id: string): Promise<void> {
    if (id === DEMO_ID) return this.demo.stop();
    const cluster = this.clusters.get(id);
    this.opener.leave(cluster.addresses());
    await cluster.stop();
  }

  async remove(id: string): Promise<void> {
    if (id === DEMO_ID) return this.demo.stop();
    this.opener.leave(this.clusters.get(id).addresses());
    await this.clusters.remove(id);
  }

  /** Starts it if need be. */
  async connect(id: string): Promise<SessionState> {
    if (id === DEMO_ID) return this.demo.start();
    const cluster = this.clusters.get(id);
    await cluster.start();
    const running = cluster.status.nodes.filter(({ state, isExtra }) => state === 'running' && !isExtra);
    return this.opener.connect({
      seeds: running.map(({ port }) => `127.0.0.1:${port}`),
      label: cluster.status.name,
      environment: 'development',
      readOnly: false,
      connection: {
        database: 0,
        protocol: this.opener.protocol(),
        connectTimeout: 2000,
        password: cluster.password,
      },
    });
  }

  /** A line for another terminal. The password is in the environment: `ps` shows everyone a program's arguments. */
  command(id: string): string {
    if (id === DEMO_ID) return this.demo.command;
    const { password, status } = this.clusters.get(id);
    const at = status.nodes.find(({ state }) => state === 'running')?.port;
    if (at === undefined)
      throw new FailureError('not-connected', `No node of ${status.name} is running.`, 'Start it first.');
    return `REDISCLI_AUTH=${password} redis-cli -c -p ${at}`;
  }

  async loss(id: string, port: number | null): Promise<Loss> {
    const group = this.servers(id);
    const nothing: Loss = { keys: 0, unkept: 0, unsaved: 0, silent: [], hasHeirs: false };
    return group ? lossOf(group, port === null ? undefined : [port]) : nothing;
  }

  async actOn(id: string, port: number, act: NodeAct): Promise<void> {
    if (id === DEMO_ID) await this.actOnDemo(port, act);
    else await this.clusters.get(id).actOn(port, act);
    this.changed();
    await this.opener.refresh().catch(() => undefined); // the nodes that do not answer are in the map already
  }

  private async actOnDemo(port: number, act: NodeAct): Promise<void> {
    if (act === 'kill') return this.demo.stopNode(port);
    if (act === 'restart') await endOrFreeze(this.runningDemo(port), port, 'stop');
    if (act === 'start' || act === 'restart') return this.demo.startNode(port);
    return endOrFreeze(this.runningDemo(port), port, act);
  }

  async addNode(id: string): Promise<number> {
    if (id !== DEMO_ID) return this.clusters.get(id).addNode();
    const group = this.runningDemo(null);
    const port = await group.addServer(Math.max(...group.ports) + 1, 22_000);
    this.changed();
    return port;
  }

  conf(id: string, port: number): Promise<ConfRead> {
    return readConf(this.confNode(id, port));
  }

  saveConf(id: string, port: number, text: string, stamp: string): Promise<ConfSaved> {
    return saveConf(this.confNode(id, port), text, stamp);
  }

  private confNode(id: string, port: number): ConfNode {
    const node = this.list.find((one) => one.id === id)?.nodes.find((one) => one.port === port);
    const server = id === DEMO_ID ? this.demo.servers?.server : this.clusters.get(id).server;
    if (!node || !server) throw new FailureError('gone', `There is no node on port ${port}.`, '');
    const client = node.state === 'running' ? (this.servers(id)?.client(port) ?? null) : null;
    return { file: node.confFile, server, client };
  }

  follow(of: { id: string; port: number } | null): void {
    this.tail?.end();
    this.tail = null;
    const node = of && this.list.find(({ id }) => id === of.id)?.nodes.find(({ port }) => port === of.port);
    if (!node) return;
    const { id, port } = of;
    this.tail = new LogTail(node.logFile, (lines, isWhole) =>
      this.emit('localLog', { cluster: id, port, lines, isWhole }),
    );
  }

  close(): void {
    this.follow(null);
    this.endListening();
  }

  private servers(id: string): ServerGroup | null {
    return id === DEMO_ID ? this.demo.servers : this.clusters.get(id).servers;
  }

  private runningDemo(port: number | null): ServerGroup {
    const group = this.demo.servers;
    if (!group)
      throw new FailureError('not-connected', 'The demo cluster is not running.', 'Start it first.');
    if (port !== null && !group.ports.includes(port))
      throw new FailureError('bad-argument', `The demo cluster has no node on port ${port}.`, '');
    return group;
  }

  private demoStatus(): LocalCluster {
    const { phase, log, failure } = this.demo.status;
    const group = this.demo.servers;
    const extras = new Set(group?.ports.slice(6));
    return {
      ...{ id: DEMO_ID, name: 'Demo cluster', phase, log, failure },
      persistence: 'none',
      primaries: 3,
      replicas: 1,
      server: group ? serverLabel(group.server) : null,
      directory: group?.directory ?? null,
      nodes: group ? nodesOf(group, extras) : [],
    };
  }
}
