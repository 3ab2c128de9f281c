/** Whether a cluster has to be mended before its slots move. Pure. */
import type { Finding } from '../../../../shared/operations/finding.ts';
import { awayWithSlots, type ClusterReading } from '../reading/cluster-reading.ts';

export const isCovered = (reading: ClusterReading, findings: readonly Finding[]): boolean =>
  !awayWithSlots(reading) && !findings.some(({ kind }) => kind === 'uncovered');

/** What redis-cli's check finds wrong, so that it neither moves slots nor lets a node join. */
export const isBroken = (reading: ClusterReading, findings: readonly Finding[]): boolean =>
  !isCovered(reading, findings) || findings.some(({ kind }) => kind === 'open' || kind === 'views-differ');
