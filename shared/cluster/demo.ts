/** The demo cluster as it crosses to the window. Plain data only. */
import type { Failure } from '../failure.ts';

export interface DemoNode {
  port: number;
  running: boolean;
}

export interface DemoStatus {
  phase: 'stopped' | 'starting' | 'running' | 'failed';
  nodes: DemoNode[];
  /** The log of the joining, `[OK] All 16384 slots covered.` last. */
  log: string[];
  failure: Failure | null;
}
