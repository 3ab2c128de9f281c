/** The question before a dangerous command on a production connection, and its approval. */
import type { NodeAddress } from '../cluster/topology.ts';

export interface Question {
  id: number;
  shell: number;
  /** For display: escaped, secrets masked. */
  command: string;
  /** `FLUSHALL`, `CONFIG SET`. */
  name: string;
  /** The connection's label, which the user must type. */
  cluster: string;
  environment: string;
  headline: string;
  detail: string;
  rows: { node: NodeAddress; shard: number | null; replicas: NodeAddress[]; keys: number | null }[];
  /** The title of the rows' last column: `Keys deleted`. */
  keysTitle: string;
  /** The nodes it may run on, at least one choice; the first is preselected. */
  choices: Choice[];
  /** How often the command would run, 1 or more. */
  repeat: number;
  /** False if nothing can be lost, so the button is enough. */
  mustType: boolean;
}

/** asked: as typed · all: every node of the command's request policy. */
export type ChoiceId = 'asked' | 'all';

export interface Choice {
  id: ChoiceId;
  label: string;
  note: string;
  nodes: NodeAddress[];
  /** Keys on these nodes; null if unknown. */
  keys: number | null;
  /** The button's label: `Delete 8,412,306 keys`. */
  button: string;
}

export interface Approval {
  question: number;
  typed: string;
  choice: ChoiceId;
}
