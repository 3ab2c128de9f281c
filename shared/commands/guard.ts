/** What is asked before a dangerous command on a production connection, and what is answered. */
import type { NodeAddress } from '../cluster/topology.ts';

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
  /** The head of the rows' last column: `Keys deleted`. */
  keysTitle: string;
  /** Where it may go, one at least; the first is the one to offer. */
  choices: Choice[];
  /** How often the command would run, 1 and up. */
  repeat: number;
  /** False where nothing can be lost: then the button is enough. */
  mustType: boolean;
}

/** asked: as it was typed · all: every node that the command's own policy means. */
export type ChoiceId = 'asked' | 'all';

export interface Choice {
  id: ChoiceId;
  label: string;
  note: string;
  nodes: NodeAddress[];
  /** Keys on these nodes; null where they are not known. */
  keys: number | null;
  /** What the button says: `Delete 8,412,306 keys`. */
  button: string;
}

export interface Approval {
  question: number;
  typed: string;
  choice: ChoiceId;
}
