/** The input of the doctor's steps, and their result. */
import type { AddressEntry } from '../../../shared/connections/address-entry.ts';
import type { DoctorStep } from '../../../shared/connections/doctor.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import type { AddressMap } from '../topology/address-map.ts';
import type { ConnectionOptions } from '../wire/link-options.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { readReply } from '../wire/read-reply.ts';
import type { SentinelSeeds } from '../topology/sentinel.ts';
import type { Proxy } from '../wire/proxy.ts';
import type { SshTunnel } from '../wire/ssh-tunnel.ts';

/** A node as announced by the cluster or by a Sentinel. */
export interface Announced {
  /** The same as in ClusterNode. */
  id: string;
  address: NodeAddress;
  role: 'primary' | 'replica';
  failed: boolean;
  /** `Redis 7.0.15`; empty until the node is asked, or if it does not say. */
  version: string;
}

type Connection = Omit<ConnectionOptions, 'host' | 'port'>;

export interface DiagnosticsTarget {
  seeds: readonly NodeAddress[];
  connection: Omit<Connection, 'reach'>;
  /** The source of the password, if it was neither typed nor saved. */
  passwordFrom?: string | undefined;
  /** The user's NAT map. */
  entries: readonly AddressEntry[];
  /** A tunnel for the doctor alone; the caller closes it. */
  tunnel: SshTunnel | null;
  proxy?: Proxy | null;
  /** If set, the Sentinels name the server, and `seeds` is ignored. */
  sentinel: SentinelSeeds | null;
}

/** Servers that share connection settings: the Sentinels, or the servers with the data. */
export interface Side {
  what: 'seed' | 'Sentinel' | 'master';
  connection: Connection;
  places: readonly NodeAddress[];
  /** The places whose port accepts connections. */
  open: NodeAddress[];
  /** Connections whose login worked; later steps send their questions there. */
  loggedIn: NodeConnection[];
}

/** Facts that one step leaves for the next. */
export interface Findings {
  /** Has no places if no Sentinel is used. */
  sentinels: Side;
  servers: Side;
  /** A proxy may close the connection on a command that it does not know, so later steps skip it. */
  kind: 'unknown' | 'cluster' | 'single' | 'proxy' | 'codis';
  announced: Announced[];
}

export const isProxy = ({ kind }: Findings): boolean => kind === 'proxy' || kind === 'codis';

/** A step's result; only `status` and `found` are needed if all is well. */
export type Finding = Pick<DoctorStep, 'status' | 'found'> &
  Partial<Omit<DoctorStep, 'name' | 'milliseconds'>>;

export const skipped = (found: string): Finding => ({ status: 'skipped', found });

export interface Diagnostics extends DiagnosticsTarget {
  findings: Findings;
  map: AddressMap;
  /** Aborted as soon as nobody waits for the report. */
  signal: AbortSignal;
  /** Opens a connection to a node with a side's settings; it closes with the examination. Throws once that has ended. */
  open(node: NodeAddress, side: Side): NodeConnection;
}

/** Milliseconds that a reply may take. */
const TIMEOUT_MS = 3000;

/** Returns the reply's value; throws ServerError for an error reply, ConnectionError if no reply came. */
export const ask = async (connection: NodeConnection, ...text: string[]) =>
  readReply(await connection.send(argsOf(...text), { timeout: TIMEOUT_MS }));

export const textOfError = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);

/** Runs `work` on each item, `width` of them at once. */
export async function inLanes<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const lane = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
}
