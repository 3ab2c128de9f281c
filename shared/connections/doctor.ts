/** The connection doctor's findings, step by step. Plain data only. */
import type { AddressEntry } from './address-entry.ts';

/** In their order. */
export const DOCTOR_STEPS = [
  'resolve', // names of the seeds
  'proxy', // SOCKS5 or HTTP
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

/** If a proxy answers: after its kind, what can be asked through it. */
export const PROXY_STEPS: {
  readonly proxy: readonly DoctorStepName[];
  readonly codis: readonly DoctorStepName[];
} = {
  proxy: [],
  codis: ['coverage', 'nodes', 'migrations'],
};

/** If Sentinels name the server: their steps first, then the master's. */
export const SENTINEL_STEPS = [
  'sentinel-resolve',
  'proxy',
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

/** A repair that the app can make if the user agrees. */
export type Remedy =
  /** `known`: another key was accepted before. */
  | { kind: 'accept-host-key'; hostKey: string; known: boolean }
  /** Nodes that need an entry in the address map; `reached` is empty if the node was not found anywhere. */
  | { kind: 'map-addresses'; entries: AddressEntry[] }
  /** Masters that the Sentinels know. */
  | { kind: 'master-name'; names: string[] }
  | { kind: 'use-tls'; on: boolean };

export interface DoctorStep {
  name: DoctorStepName;
  /** skipped: there is nothing to do, or what it needs has failed. */
  status: 'ok' | 'warning' | 'failed' | 'skipped';
  milliseconds: number;
  /** The finding, in a sentence or a few words. */
  found: string;
  /** Advice on what to do; empty if all is well. */
  advice: string;
  /** One line per node, seed or command, if they differ; bad ones come first. */
  details: { text: string; good: boolean }[];
  remedy: Remedy | null;
}

export interface DoctorReport {
  /** Milliseconds since 1970. */
  startedAt: number;
  milliseconds: number;
  steps: DoctorStep[];
  /** yes: everything needed works · partly: a connection is possible, but not everything works · no. */
  usable: 'yes' | 'partly' | 'no';
}
