/** What is asked before a dangerous command on a production connection, and what is answered. */
import type { NodeAddress } from './model.ts';

export interface Question {
  id: number;
  shell: number;
  /** For showing: escaped, secrets masked. */
  command: string;
  /** `FLUSHALL`, `CONFIG SET`. */
  name: string;
  /** The connection's label, which is to be typed. */
  cluster: string;
  environment: string;
  headline: string;
  detail: string;
  rows: { node: NodeAddress; shard: number | null; replicas: NodeAddress[]; keys: number | null }[];
  choices: { id: 'asked' | 'all'; label: string; note: string; nodes: NodeAddress[]; keys: number | null }[];
  /** How often the command would run, 1 and up. */
  repeat: number;
  button: string;
  mustType: boolean;
}

export interface Approval {
  question: number;
  typed: string;
  choice: 'asked' | 'all';
}
