/** The lines that `--annotate` prints after a reply: where the command went, and over which nodes. */
import { counted } from '../../shared/format/count.ts';
import type { Execution, Hop } from '../../shared/session/execution.ts';
import { placeOf } from './errors.ts';

const time = (milliseconds: number) => `${milliseconds.toFixed(1)} ms`;

export function annotate(execution: Execution): string {
  const { slot, shard, node, hops, note, milliseconds } = execution;
  // A command for several nodes has a hop for each of them, and these are not redirects.
  const passed = hops.slice(0, -1).filter(({ outcome }) => outcome !== 'reply' && outcome !== 'error');
  const parts = [
    slot === null ? '' : `slot ${slot}`,
    shard === null ? '' : `shard ${shard}`,
    node === null ? '' : placeOf(node),
    counted(passed.length, 'hop'),
    time(milliseconds),
    note,
    execution.routedBy === 'replica' ? 'read from a replica (READONLY)' : '',
  ];
  const lines = [parts.filter((part) => part !== '').join(' · '), ...passed.map(hopLine)];
  return lines.map((line) => `# ${line}\n`).join('');
}

function hopLine(hop: Hop): string {
  const where = hop.target === null ? '' : ` → ${hop.target}`;
  const slot = hop.slot === null ? '' : ` slot ${hop.slot}`;
  const waited = hop.waited > 0 ? ` · waited ${hop.waited} ms` : '';
  return `${hop.outcome.toUpperCase()}${slot}: ${hop.node}${where} · ${time(hop.milliseconds)}${waited}`;
}
