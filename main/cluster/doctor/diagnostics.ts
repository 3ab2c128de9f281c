/** What the doctor's steps work on, and what they answer. */
import type { AddressEntry } from '../../../shared/connections/address-entry.ts';
import type { DoctorStep } from '../../../shared/connections/doctor.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import type { AddressMap } from '../topology/address-map.ts';
import type { ConnectionOptions } from '../wire/link-options.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { readReply } from '../wire/read-reply.ts';
import type { SentinelSeeds } from '../topology/sentinel.ts';
import type { SshTunnel } from '../wire/ssh-tunnel.ts';

/** A node as the cluster, or a Sentinel, announces it. */
export interface Announced {
  /** As in ClusterNode. */
  id: string;
  address: NodeAddress;
  role: 'primary' | 'replica';
  failed: boolean;
  /** `Redis 7.0.15`; empty before it was asked, or where it does not say. */
  version: string;
}

type Connection = Omit<ConnectionOptions, 'host' | 'port'>;

export interface DiagnosticsTarget {
  seeds: readonly NodeAddress[];
  connection: Omit<Connection, 'reach'>;
  /** Where the password is from, if it was neither typed nor saved. */
  passwordFrom?: string | undefined;
  /** The map of addresses made by hand. */
  entries: readonly AddressEntry[];
  /** The doctor's own; closed by the caller. */
  tunnel: SshTunnel | null;
  /** The servers are what these name, and `seeds` are of no account. */
  sentinel: SentinelSeeds | null;
}

/** Servers that are reached in one way: the Sentinels, or those with the data. */
export interface Side {
  what: 'seed' | 'Sentinel' | 'master';
  connection: Connection;
  places: readonly NodeAddress[];
  /** Those whose port takes connections. */
  open: NodeAddress[];
  /** Where the login worked; the steps after it ask there. */
  loggedIn: NodeConnection[];
}

/** What the steps learn of each other. */
export interface Findings {
  /** Without places where no Sentinel is used. */
  sentinels: Side;
  servers: Side;
  /** A proxy may hang up at what it does not know: nothing more is asked of it. */
  kind: 'unknown' | 'cluster' | 'single' | 'proxy';
  announced: Announced[];
}

/** What a step answers; nothing else is said where all is well. */
export type Finding = Pick<DoctorStep, 'status' | 'found'> &
  Partial<Omit<DoctorStep, 'name' | 'milliseconds'>>;

export const SKIPPED = (found: string): Finding => ({ status: 'skipped', found });

export interface Diagnostics extends DiagnosticsTarget {
  findings: Findings;
  map: AddressMap;
  /** Aborted when nobody waits for the report any more. */
  signal: AbortSignal;
  /** A connection to a node with a side's settings; closed with the checkup. Throws where that has ended. */
  open(node: NodeAddress, side: Side): NodeConnection;
}

/** Milliseconds that an answer may take. */
const TIMEOUT_MS = 3000;

/** The reply's value; throws ServerError for an error reply, ConnectionError where none came. */
export const ask = async (connection: NodeConnection, ...text: string[]) =>
  readReply(await connection.send(argsOf(...text), { timeout: TIMEOUT_MS }));

export const textOfError = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);

export const counted = (n: number, unit: string): string =>
  `${n.toLocaleString('en-US')} ${unit}${n === 1 ? '' : 's'}`;

/** Runs the work for each, `width` of them at once. */
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
