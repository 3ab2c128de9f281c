/** CROSSSLOT: where each key is, and how to name keys so that they can be used together. */
import { counted } from '../../../shared/format/count.ts';
import type { Execution, KeyInCommand } from '../../../shared/session/execution.ts';
import type { BoxLine } from './layout.ts';
import { span, type Span } from '../text/span.ts';
import { INK, shardInk } from '../text/theme.ts';

const MAX_KEYS = 12;
const MAX_SUGGESTED = 4;

/** `k1 → 12706 [3]   k2 → 449 [1]`, and names that would share a slot. */
export function explainCrossSlot({ keys, splittable, command }: Execution): BoxLine[] {
  if (keys.length < 2)
    return [
      {
        spans: [
          span('All keys of one command must be in one slot: give them a common part in braces.', INK.fg2),
        ],
      },
    ];
  const shown = keys.slice(0, MAX_KEYS);
  const spans = shown.flatMap((key, i) => (i === 0 ? describeKey(key) : [span('   '), ...describeKey(key)]));
  if (keys.length > shown.length) spans.push(span(`   and ${keys.length - shown.length} more`, INK.fg3));
  const slots = new Set(keys.map((key) => key.slot)).size;
  const shards = new Set(keys.map((key) => key.shard).filter((shard) => shard !== null)).size;
  const counts = [counted(keys.length, 'key'), counted(slots, 'slot')];
  if (shards > 0) counts.push(counted(shards, 'shard'));
  const names = [...new Set(keys.map((key) => suggestName(key.text)))].slice(0, MAX_SUGGESTED);
  return [
    { spans, right: [span(counts.join(', '), INK.fg2)] },
    {
      spans: [
        span('A shared part in braces puts them in one slot: ', INK.fg2),
        span(names.join(' ') + (keys.length > names.length ? ' …' : '')),
      ],
    },
    ...(splittable ? [offerSplit(command, slots)] : []),
  ];
}

/** An offer only: what one node refuses is not the same when three do it one after another. */
const offerSplit = (command: string, slots: number): BoxLine => ({
  spans: [
    span('Alt+S'),
    span(` runs it as ${slots} commands, one a slot, as @split before it does`, INK.fg2),
    span(/^mset/i.test(command) ? ': then it is no longer atomic.' : '.', INK.fg2),
  ],
});

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
