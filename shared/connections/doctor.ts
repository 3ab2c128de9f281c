/** What the connection doctor found, step by step. Plain data only. */
import type { AddressEntry } from './address-entry.ts';

/** In their order. */
export const DOCTOR_STEPS = [
  'resolve', // names of the seeds
  'ssh', // tunnel
  'tcp', // ports of the seeds
  'tls', // certificate
  'login', // AUTH, HELLO
  'kind', // cluster, one server, proxy, sentinel
  'permissions', // what the ACL user may not run that the app needs; after kind, since a proxy is not asked
  'state', // cluster_state
  'coverage', // slots with an owner
  'nodes', // every announced node
  'migrations', // slots on their way
  'clock', // TIME against ours
  'version',
] as const;

/** Where Sentinels say which server it is: their steps first, then the master's. */
export const SENTINEL_STEPS = [
  'sentinel-resolve',
  'ssh',
  'sentinel-tcp',
  'sentinel-tls',
  'sentinel-login',
  'sentinel-master', // which master they name
  'master-resolve',
  'master-tcp',
  'tls',
  'login',
  'kind',
  'permissions',
  'nodes', // the master and its replicas
  'clock',
  'version',
] as const;
export type DoctorStepName = (typeof DOCTOR_STEPS)[number] | (typeof SENTINEL_STEPS)[number];

/** What the app can do about it when the user says so. */
export type Remedy =
  /** `known`: another key was accepted before. */
  | { kind: 'accept-host-key'; hostKey: string; known: boolean }
  /** Nodes that want an entry in the map of addresses; `reached` is empty where the node was not found anywhere. */
  | { kind: 'map-addresses'; entries: AddressEntry[] }
  /** Masters that the Sentinels do know. */
  | { kind: 'master-name'; names: string[] }
  | { kind: 'use-tls'; on: boolean };

export interface DoctorStep {
  name: DoctorStepName;
  /** skipped: there is nothing to do, or what it needs has failed. */
  status: 'ok' | 'warning' | 'failed' | 'skipped';
  milliseconds: number;
  /** What was found, in a sentence or a few words. */
  found: string;
  /** What to do; empty where all is well. */
  advice: string;
  /** One line a node, seed or command, where they differ; those that are not good come first. */
  details: { text: string; good: boolean }[];
  remedy: Remedy | null;
}

export interface DoctorReport {
  /** Milliseconds since 1970. */
  startedAt: number;
  milliseconds: number;
  steps: DoctorStep[];
  /** yes: all that is needed works · partly: a connection comes about, not everything works · no. */
  usable: 'yes' | 'partly' | 'no';
}
