/** The note beside a command's answer: each hop, and the slot, shard, node, hops and time of the whole. */
import type { LanguageName } from '../../../shared/language/language.ts';
import { WAITS, type Execution, type Hop } from '../../../shared/session/execution.ts';
import type { Piece } from './layout.ts';
import { span, type Span } from '../../../shared/repl/text/span.ts';
import { INK, shardInk } from '../../../shared/repl/text/ink.ts';
import { hopWords } from './words.ts';

/** `0.8 ms`, `101.6 ms`, `1.25 s`. */
export function formatTime(milliseconds: number, language: LanguageName): string {
  const words = hopWords(language);
  if (milliseconds < 999.95) return words.milliseconds({ time: milliseconds.toFixed(1) });
  return words.seconds({ time: (milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1) });
}

/** `slot 12706 · shard 3 · 127.0.0.1:7002 · 1 hop · 0.8 ms`; leaves out unknown parts. `isGroup`: the shard is codis's group. */
export function annotate(execution: Execution, language: LanguageName, isGroup = false): Span[] {
  const { slot, shard, node, hops, routedBy, milliseconds } = execution;
  const words = hopWords(language);
  const parts: Span[] = [];
  if (routedBy === 'slot-question') parts.push(span(words.askedOwner, INK.fg3));
  if (routedBy === 'replica') parts.push(span(words.fromReplica, INK.fg3));
  if (execution.quiet) parts.push(span(words.quiet, INK.fg3));
  if (execution.note) parts.push(span(execution.note, INK.fg3));
  if (slot !== null) parts.push(span(words.slot({ slot }), INK.fg3));
  if (slot !== null && shard !== null)
    parts.push(span((isGroup ? words.group : words.shard)({ shard }), shardInk(shard)));
  if (node !== null) parts.push(span(node, INK.fg3));
  const followed = hops.filter((hop, i) => isRedirect(hop) && i < hops.length - 1).length;
  const { groups, parts: split } = execution;
  if (groups) parts.push(span(words.nodes({ count: hops.length }), INK.fg3));
  else if (split) parts.push(span(words.commands({ count: split.length }), INK.fg3));
  else if (hops.length > 0) parts.push(span(words.hops({ count: followed }), INK.fg3));
  parts.push(span(formatTime(milliseconds, language), INK.fg3));
  return parts.flatMap((part, i) => (i === 0 ? [part] : [span(' · ', INK.fg3), part]));
}

const isRedirect = (hop: Hop) => hop.outcome === 'moved' || hop.outcome === 'ask';

/** One line for each hop that did not answer and was followed by another: the last hop's answer is the reply itself. */
export function describeHops(execution: Execution, language: LanguageName): Piece[] {
  let waits = 0;
  return execution.hops.slice(0, -1).map((hop) => {
    if (hop.waited > 0) waits++;
    return describeHop(hop, hop.slot ?? execution.slot, waits, hopWords(language));
  });
}

function describeHop(
  hop: Hop,
  slot: number | null,
  waits: number,
  words: ReturnType<typeof hopWords>,
): Piece {
  const waited = words.waited({ ms: Math.round(hop.waited) });
  // A change of the map gives the new owner all tries again.
  const hasTries = hop.waited > 0 && waits <= WAITS.length;
  const tries = hasTries ? words.tries({ count: waits, most: WAITS.length }) : '';
  const grey = (text: string, right: string): Piece => ({
    kind: 'line',
    spans: [span(text, INK.fg3)],
    right: [span(right, INK.fg3)],
  });
  const outcome = hop.outcome.toUpperCase();
  switch (hop.outcome) {
    case 'moved':
    case 'ask': {
      const lesson =
        hop.outcome === 'ask' ? words.notLearned : hop.learned ? words.learned : words.knownAlready;
      // As redis-cli prints it.
      return grey(`-> Redirected to slot [${hop.slot}] located at ${hop.target}`, lesson({ outcome }));
    }
    case 'tryagain':
      return grey(words.moving({ slot: slot ?? '?', waited }), `${outcome}${tries}`);
    case 'clusterdown':
    case 'loading':
    case 'masterdown':
      return grey(words.refused({ outcome, node: hop.node, waited }), `${outcome}${tries}`);
    case 'unreachable':
    case 'lost': {
      const what = hop.outcome === 'lost' ? words.lost : words.notReached;
      const why = hop.detail || what;
      const text = words.failed({ node: hop.node, why, waited: hop.waited > 0 ? waited : 'none' });
      return {
        kind: 'line',
        spans: [span(text, INK.danger)],
        right: [span(`${what}${tries}`, INK.danger)],
      };
    }
    default:
      return grey(words.other({ what: hop.detail || outcome, node: hop.node }), outcome);
  }
}
