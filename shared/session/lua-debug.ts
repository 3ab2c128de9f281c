/** A session of the server's Lua debugger, as sent to the window. Plain data only. */
import type { NodeAddress } from '../cluster/topology.ts';

export interface DebugState {
  /** Grows with each session. */
  id: number;
  node: NodeAddress;
  /** Whether the script runs on the data itself, and not on a copy. */
  isSync: boolean;
  /** stopped: before the line `line` · ended: the script has ended · lost: the connection has ended before it. */
  phase: 'stopped' | 'ended' | 'lost';
  /** From 1; null if it is not stopped at a line. */
  line: number | null;
  /** Why it stopped there, in the server's words. */
  reason: string;
  /** The local variables, as the server writes them. */
  variables: { name: string; value: string }[];
  /** The calls, innermost first, as the server tells them. */
  calls: string[];
  /** What the last command has said, safe to be shown. */
  output: string[];
  /** The script's reply as redis-cli prints it; null before its end. */
  result: string | null;
  /** What becomes of the changes, or became of them. */
  fate: string;
}
