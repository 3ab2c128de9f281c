/** What the doctor's steps work on, and what they answer. */
import type { DoctorStep } from '../../../shared/doctor.ts';
import type { NodeAddress } from '../../../shared/model.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import type { NodeConnection } from '../node-connection.ts';
import type { SshTunnel } from '../ssh-tunnel.ts';

/** A node as the cluster announces it. */
export interface Announced {
  address: NodeAddress;
  role: 'primary' | 'replica';
  failed: boolean;
  /** `Redis 7.0.15`; empty before it was asked, or where it does not say. */
  version: string;
}

export interface Patient {
  seeds: readonly NodeAddress[];
  connection: Omit<ConnectionOptions, 'host' | 'port'>;
  tunnel: SshTunnel | null;
}

/** What the steps learn of each other. */
export interface Findings {
  /** Seeds whose port takes connections. */
  open: NodeAddress[];
  /** Where the login worked; the steps after it ask there. */
  connection: NodeConnection | null;
  clustered: boolean;
  /** It may hang up at what it does not know: nothing more is asked of it. */
  proxy: boolean;
  announced: Announced[];
}

/** What a step answers; nothing else is said where all is well. */
export type Finding = Pick<DoctorStep, 'status' | 'found'> &
  Partial<Omit<DoctorStep, 'name' | 'milliseconds'>>;

export const SKIPPED = (found: string): Finding => ({ status: 'skipped', found });

export interface Checkup extends Patient {
  findings: Findings;
  /** A connection to a node with the patient's settings; closed with the checkup. */
  open(node: NodeAddress): NodeConnection;
}

export const textOfError = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);

export const counted = (n: number, unit: string): string =>
  `${n.toLocaleString('en-US')} ${unit}${n === 1 ? '' : 's'}`;
