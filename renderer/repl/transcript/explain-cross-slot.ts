/** CROSSSLOT: where each key is, and how to name keys so that they can be used together. */
import type { LanguageName } from '../../../shared/language/language.ts';
import type { Execution, KeyInCommand } from '../../../shared/session/execution.ts';
import type { BoxLine } from './layout.ts';
import { span, type Span } from '../../../shared/repl/text/span.ts';
import { INK, shardInk } from '../../../shared/repl/text/ink.ts';
import { crossSlotWords } from './words.ts';

const MAX_KEYS = 12;
const MAX_SUGGESTED = 4;

/** `k1 → 12706 [3]   k2 → 449 [1]`, and names that would share a slot. */
export function explainCrossSlot(
  { keys, splittable, command }: Execution,
  language: LanguageName,
): BoxLine[] {
  const words = crossSlotWords(language);
  if (keys.length < 2) return [{ spans: [span(words.oneSlot, INK.fg2)] }];
  const shown = keys.slice(0, MAX_KEYS);
  const spans = shown.flatMap((key, i) => (i === 0 ? describeKey(key) : [span('   '), ...describeKey(key)]));
  if (keys.length > shown.length)
    spans.push(span(words.more({ count: keys.length - shown.length }), INK.fg3));
  const slots = new Set(keys.map((key) => key.slot)).size;
  const shards = new Set(keys.map((key) => key.shard).filter((shard) => shard !== null)).size;
  const counts = { keys: keys.length, slots };
  const spread = shards > 0 ? words.spreadOverShards({ ...counts, shards }) : words.spread(counts);
  const names = [...new Set(keys.map((key) => suggestName(key.text)))].slice(0, MAX_SUGGESTED);
  // An offer only: what one node refuses is not the same when three do it one after another.
  const offer = /^mset/i.test(command) ? words.splitNotAtomic : words.split;
  return [
    { spans, right: [span(spread, INK.fg2)] },
    {
      spans: [span(words.shared, INK.fg2), span(names.join(' ') + (keys.length > names.length ? ' …' : ''))],
    },
    ...(splittable ? [{ spans: [span('Alt+S'), span(offer({ slots }), INK.fg2)] }] : []),
  ];
}

function describeKey({ text, slot, shard }: KeyInCommand): Span[] {
  const spans = [span(clip(text)), span(' → ', INK.fg3), span(String(slot))];
  if (shard !== null) spans.push(span(` [${shard}]`, shardInk(shard)));
  return spans;
}

const clip = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** The name with a common tag: in place of the one it has, for only the first braces count. */
function suggestName(key: string): string {
  const open = key.indexOf('{');
  const close = key.indexOf('}', open + 1);
  const tagged = open >= 0 && close > open + 1;
  return clip(
    tagged ? `${key.slice(0, open)}{tag}${key.slice(close + 1)}` : `${key.replaceAll(/[{}]/g, '')}{tag}`,
  );
}
