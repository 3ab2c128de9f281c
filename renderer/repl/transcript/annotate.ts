/** The note beside a command's answer: each hop, and the slot, shard, node, hops and time of the whole. */
import { counted } from '../../../shared/format/count.ts';
import { WAITS, type Execution, type Hop } from '../../../shared/session/execution.ts';
import type { Piece } from './layout.ts';
import { span, type Span } from '../text/span.ts';
import { INK, shardInk } from '../text/theme.ts';

/** `0.8 ms`, `101.6 ms`, `1.25 s`. */
export function formatTime(milliseconds: number): string {
  if (milliseconds < 999.95) return `${milliseconds.toFixed(1)} ms`;
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
}

/** `slot 12706 · shard 3 · 127.0.0.1:7002 · 1 hop · 0.8 ms`; leaves out unknown parts. */
export function annotate(execution: Execution): Span[] {
  const { slot, shard, node, hops, routedBy, milliseconds } = execution;
  const parts: Span[] = [];
  if (routedBy === 'slot-question') parts.push(span('asked the owner', INK.fg3));
  if (routedBy === 'replica') parts.push(span('read from a replica (READONLY)', INK.fg3));
  if (execution.quiet) parts.push(span('answer not shown: CLIENT REPLY', INK.fg3));
  if (execution.note) parts.push(span(execution.note, INK.fg3));
  if (slot !== null) parts.push(span(`slot ${slot}`, INK.fg3));
  if (slot !== null && shard !== null) parts.push(span(`shard ${shard}`, shardInk(shard)));
  if (node !== null) parts.push(span(node, INK.fg3));
  const followed = hops.filter((hop, i) => isRedirect(hop) && i < hops.length - 1).length;
  const { groups, parts: split } = execution;
  if (groups) parts.push(span(counted(hops.length, 'node'), INK.fg3));
  else if (split) parts.push(span(counted(split.length, 'command'), INK.fg3));
  else if (hops.length > 0) parts.push(span(counted(followed, 'hop'), INK.fg3));
  parts.push(span(formatTime(milliseconds), INK.fg3));
  return parts.flatMap((part, i) => (i === 0 ? [part] : [span(' · ', INK.fg3), part]));
}

const isRedirect = (hop: Hop) => hop.outcome === 'moved' || hop.outcome === 'ask';

/** One line for each hop that did not answer and was followed by another: the last hop's answer is the reply itself. */
export function describeHops(execution: Execution): Piece[] {
  let waits = 0;
  return execution.hops.slice(0, -1).map((hop) => {
    if (hop.waited > 0) waits++;
    return describeHop(hop, hop.slot ?? execution.slot, waits);
  });
}

function describeHop(hop: Hop, slot: number | null, waits: number): Piece {
  const waited = `waited ${Math.round(hop.waited)} ms`;
  // A change of the map gives the new owner all tries again.
  const tries = hop.waited > 0 && waits <= WAITS.length ? ` · ${waits} of ${WAITS.length}` : '';
  const grey = (text: string, right: string): Piece => ({
    kind: 'line',
    spans: [span(text, INK.fg3)],
    right: [span(right, INK.fg3)],
  });
  const outcome = hop.outcome.toUpperCase();
  switch (hop.outcome) {
    case 'moved':
    case 'ask': {
      const lesson = hop.outcome === 'ask' ? 'not learned' : hop.learned ? 'learned' : 'known already';
      return grey(`-> Redirected to slot [${hop.slot}] located at ${hop.target}`, `${outcome} · ${lesson}`);
    }
    case 'tryagain':
      return grey(`-> TRYAGAIN while slot ${slot ?? '?'} is moving, ${waited}`, `${outcome}${tries}`);
    case 'clusterdown':
    case 'loading':
    case 'masterdown':
      return grey(`-> ${outcome} at ${hop.node}, ${waited}`, `${outcome}${tries}`);
    case 'unreachable':
    case 'lost': {
      const what = hop.outcome === 'lost' ? 'connection lost' : 'not reached';
      const then = hop.waited > 0 ? `, ${waited}` : '';
      return {
        kind: 'line',
        spans: [span(`-> ${hop.node}: ${hop.detail || what}${then}`, INK.danger)],
        right: [span(`${what}${tries}`, INK.danger)],
      };
    }
    default:
      return grey(`-> ${hop.detail || outcome} at ${hop.node}`, outcome);
  }
}
