/** A node's conf file as it crosses to the window. Plain data only. */
import type { ConfChange, Directive } from './conf.ts';

/** Characters of a conf file that is read or written. */
export const LONGEST_CONF = 1 << 19;

export interface ConfRead {
  /** With a mark for each password. */
  text: string;
  /** Tells this content from another: a save of an older one is refused. */
  stamp: string;
  /** What CONFIG GET says, without passwords; null if the node does not run, or does not answer. */
  running: [name: string, value: string][] | null;
  /** Empty if the server program could not be asked. */
  directives: Directive[];
  /** `redis-server 7.0.15` */
  server: string;
}

export interface ConfSaved {
  changes: ConfChange[];
  /** CONFIG REWRITE has written the file once more. */
  isRewritten: boolean;
  /** As it is now. */
  conf: ConfRead;
}
