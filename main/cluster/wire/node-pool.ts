/** Keeps one connection for each node, created on first use, all with the same settings. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { ConnectionOptions } from './link-options.ts';
import { NOWHERE, NodeConnection } from './node-connection.ts';
import { parseAddress } from './address.ts';
import type { ConnectionError } from './errors.ts';
import type { PartOfReply } from './raw-reply.ts';

export type PoolSettings = Omit<ConnectionOptions, 'host' | 'port'>;

export interface PoolHooks {
  /** Called when a ready connection ends other than by us. */
  onClosed?(address: NodeAddress, reason: string): void;
  onOpened?(address: NodeAddress): void;
  /** Called when connecting fails other than by us. */
  onRefused?(address: NodeAddress, error: ConnectionError): void;
  /** Called with a RESP3 push. */
  onPush?(address: NodeAddress, frame: Uint8Array): void;
  /** Whether a transaction holds the node's socket, or is about to: the pool sends nothing on it and keeps it open. */
  isHeld?(address: NodeAddress): boolean;
}

export class NodePool {
  private settings: PoolSettings;
  private readonly hooks: PoolHooks;
  private readonly connections = new Map<NodeAddress, NodeConnection>();

  constructor(settings: PoolSettings, hooks: PoolHooks = {}) {
    this.settings = settings;
    this.hooks = hooks;
  }

  /**
   * `address` is `host:port`, IPv6 unbracketed. The first send connects; it rejects with a NoAddressError for a node without
   * a known address.
   */
  get(address: NodeAddress): NodeConnection {
    const known = this.connections.get(address);
    if (known) return known;
    const place = parseAddress(address) ?? { host: address, port: NOWHERE };
    const connection = new NodeConnection(
      { ...this.settings, ...place },
      {
        onClosed: (reason) => this.hooks.onClosed?.(address, reason),
        onOpened: () => this.hooks.onOpened?.(address),
        onRefused: (error) => this.hooks.onRefused?.(address, error),
        onPush: (frame) => this.hooks.onPush?.(address, frame),
      },
    );
    this.connections.set(address, connection);
    return connection;
  }

  /**
   * Closes every connection and rejects waiting commands as `cancelled`; the next send to a node uses the new settings.
   * Connections in `except`, which know the change already, and held ones stay open.
   */
  configure(patch: Partial<PoolSettings>, except: readonly NodeAddress[] = []): void {
    this.settings = { ...this.settings, ...patch };
    for (const [address, connection] of this.connections) {
      if (except.includes(address) || this.isHeld(address)) {
        connection.configure(patch);
        continue;
      }
      this.connections.delete(address);
      connection.close();
    }
  }

  /** Restarts dials in progress to these nodes, whose addresses now lead elsewhere. */
  redial(addresses: readonly NodeAddress[]): void {
    for (const address of addresses) this.connections.get(address)?.redial();
  }

  /**
   * Closes the sockets, of all nodes or of one that is known to answer, that do not answer a PING within `timeoutMs`. Held
   * sockets only get a TCP probe. So do busy ones if all nodes are checked, because a working node may be silent.
   */
  check(timeoutMs: number, only?: NodeAddress): void {
    for (const [address, connection] of this.connections) {
      if ((only ?? address) !== address) continue;
      if (this.isHeld(address) || (only === undefined && connection.isBusy)) connection.askTcp();
      else void connection.check(timeoutMs);
    }
  }

  /** Closes every socket that does not answer within `timeoutMs`; calls `onAlive` for the others. */
  checkAll(timeoutMs: number, onAlive: (address: NodeAddress) => void): void {
    for (const [address, connection] of this.connections)
      void connection.check(timeoutMs).then((isAlive) => isAlive && onAlive(address));
  }

  /** Makes TCP probe all nodes, or one. */
  askTcp(only?: NodeAddress): void {
    for (const [address, connection] of this.connections)
      if ((only ?? address) === address) connection.askTcp();
  }

  /** Closes the busy connections, rejects their commands as `cancelled`, and returns their nodes. */
  cancelBusy(): NodeAddress[] {
    const busy = [...this.connections].filter(([, connection]) => connection.isBusy);
    for (const [, connection] of busy) connection.close('cancelled');
    return busy.map(([address]) => address);
  }

  /** The replies of which a part has come, by node. */
  get arriving(): [NodeAddress, PartOfReply][] {
    return [...this.connections].flatMap(([node, { arriving }]) => (arriving ? [[node, arriving]] : []));
  }

  /** The settings for the next connection. */
  get current(): PoolSettings {
    return this.settings;
  }

  /**
   * Closes the connections to all other nodes, once their waiting commands are answered. Until then get() returns the same
   * connection, so that a command can be cancelled; sending on it keeps it.
   */
  retain(addresses: Iterable<NodeAddress>): void {
    const kept = new Set(addresses);
    for (const [address, connection] of this.connections) {
      if (kept.has(address) || this.isHeld(address)) continue;
      connection.retire();
      if (connection.state === 'idle') this.connections.delete(address);
    }
  }

  private isHeld(address: NodeAddress): boolean {
    return this.hooks.isHeld?.(address) ?? false;
  }

  close(): void {
    const connections = [...this.connections.values()];
    this.connections.clear();
    for (const connection of connections) connection.close();
  }
}
