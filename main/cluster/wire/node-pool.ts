/** One connection for each node, made when it is first asked for, all with the same settings. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { ConnectionOptions } from './link-options.ts';
import { NOWHERE, NodeConnection } from './node-connection.ts';
import { parseAddress } from './address.ts';
import type { ConnectionError } from './errors.ts';

export type PoolSettings = Omit<ConnectionOptions, 'host' | 'port'>;

export interface PoolHooks {
  /** A connection that was ready has ended, other than by us. */
  onClosed?(address: NodeAddress, reason: string): void;
  onOpened?(address: NodeAddress): void;
  /** No connection could be made, other than by us. */
  onRefused?(address: NodeAddress, error: ConnectionError): void;
  /** A RESP3 push. */
  onPush?(address: NodeAddress, frame: Uint8Array): void;
  /** Whether a transaction has the node's socket, or is about to: nothing of ours is sent on it, and it stays open. */
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
   * `address` is `host:port`, IPv6 unbracketed. Connects at the first send, which rejects with a NoAddressError for a node that
   * the cluster knows no address of.
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
   * Closes every connection, waiting commands `cancelled`; the next send to a node uses the new settings. Those of
   * `except`, to which the change is known, and those that are held stay.
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

  /** Connections that are being made to these nodes are made anew: their addresses lead elsewhere now. */
  redial(addresses: readonly NodeAddress[]): void {
    for (const address of addresses) this.connections.get(address)?.redial();
  }

  /**
   * Has the sockets to all nodes, or to one that is known to answer, prove within `patience` milliseconds that they live, or
   * closes them. Only TCP is asked of those that are held, and, where all nodes are meant, of those that commands wait on: a
   * node may be silent because it works.
   */
  check(timeoutMs: number, only?: NodeAddress): void {
    for (const [address, connection] of this.connections) {
      if ((only ?? address) !== address) continue;
      if (this.isHeld(address) || (only === undefined && connection.isBusy)) connection.askTcp();
      else void connection.check(timeoutMs);
    }
  }

  /** Closes every socket that does not answer within `patience` milliseconds, and tells of those that do. */
  checkAll(timeoutMs: number, onAlive: (address: NodeAddress) => void): void {
    for (const [address, connection] of this.connections)
      void connection.check(timeoutMs).then((isAlive) => isAlive && onAlive(address));
  }

  /** Has TCP ask whether the nodes, or one of them, are there. */
  askTcp(only?: NodeAddress): void {
    for (const [address, connection] of this.connections)
      if ((only ?? address) === address) connection.askTcp();
  }

  /** Closes the connections that commands wait on, those `cancelled`; gives their nodes. */
  cancelBusy(): NodeAddress[] {
    const busy = [...this.connections].filter(([, connection]) => connection.isBusy);
    for (const [, connection] of busy) connection.close('cancelled');
    return busy.map(([address]) => address);
  }

  /** What the next connection is made with. */
  get current(): PoolSettings {
    return this.settings;
  }

  /**
   * Closes the connections to all other nodes: at once, or when their waiting commands are answered. Until then get()
   * gives the same connection, so that a command can be cancelled; sending on it keeps it.
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
