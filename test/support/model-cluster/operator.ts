/** A process that runs operations on a modelled cluster. It can end in the middle: then nothing more of it arrives. */
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { BUS_PORT } from './cluster-commands.ts';
import type { ModelCluster } from './model-cluster.ts';
import { HOST } from './model-node.ts';
import { ModelSocket, type SocketHooks } from './model-socket.ts';

const REFUSED = { code: 'ECONNREFUSED' };

export class Operator {
  readonly nodes: OperationNodes;
  /** Resolves when it ends. */
  readonly gone: Promise<null>;
  isGone = false;
  private readonly cluster: ModelCluster;
  private readonly hooks: SocketHooks;
  private readonly sockets = new Set<ModelSocket>();
  private end: () => void = () => undefined;

  constructor(cluster: ModelCluster, hooks: SocketHooks) {
    this.cluster = cluster;
    this.hooks = hooks;
    this.gone = new Promise((resolve) => (this.end = () => resolve(null)));
    const { password } = cluster;
    this.nodes = new OperationNodes({
      database: 0,
      protocol: 2,
      connectTimeout: 3000,
      ...(password !== undefined && { password }),
      dial: ({ host, port }) => Promise.resolve().then(() => this.dial(host, port)),
    });
  }

  die(): void {
    this.isGone = true;
    for (const socket of this.sockets) socket.destroy();
    this.end();
  }

  private dial(host: string, port: number): ModelSocket {
    const { cluster, hooks } = this;
    const node = host === HOST ? (cluster.at(port) ?? cluster.at(port - BUS_PORT)) : undefined;
    if (this.isGone || !node || node.state === 'dead')
      throw Object.assign(new Error(`connect ECONNREFUSED ${host}:${port}`), REFUSED);
    const socket = new ModelSocket(node, cluster, {
      ...hooks,
      judge: (at, words) => (this.isGone ? 'not-done' : hooks.judge(at, words)),
    });
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    return socket;
  }
}
