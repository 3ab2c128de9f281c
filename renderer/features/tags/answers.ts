/** Answers, from a scan's results, the questions that a scan is made for. Pure. */
import type { PrefixRow, ScanState, TagRow } from '../../../shared/slots/scan-model.ts';
import type { AnswerRows } from './state.ts';
import { grouped } from '../../../shared/format/count.ts';
import { errorOf, evenShare, memoryText, nameText, percent, tagText, wordsOf } from './scan-words.ts';
import { words } from './words.ts';

type Words = typeof words.answers;

export interface Answer {
  question: string;
  /** Sentences, the most important first. */
  lines: string[];
  /** True if the user should act on it. */
  grave: boolean;
  /** Whether a rebalance by keys or bytes helps against it. */
  helpsToRebalance: boolean;
}

/** Lines of one answer; the lists have them all. */
const SHOWN = 5;
/** A shard is skewed above this many times an even share. */
const SKEW = 1.1;

export function answers(scan: ScanState, rows: AnswerRows): Answer[] {
  return [tooBig(scan, rows), skewed(scan), untagged(scan), sharing(scan, rows.prefixes)];
}

function tooBig(scan: ScanState, { byKeys, byMemory }: AnswerRows): Answer {
  const w = wordsOf(scan).answers;
  const question = w.questions.tooBig;
  const seen = new Map([...byKeys, ...byMemory].map((row) => [tagText(row.tag), row]));
  const big = [...seen.values()].filter(({ verdict }) => verdict === 'too-big');
  const heavy = [...seen.values()].filter(({ verdict }) => verdict === 'heavy');
  const lines = listed(big, (row) => bigLine(row, w));
  if (big.length === 0) lines.push(w.noneTooBig);
  if (heavy.length > 0) {
    const names = heavy.slice(0, SHOWN).map(({ tag }) => tagText(tag));
    lines.push(w.heavy(names, heavy.length - names.length));
  }
  // Its slot cannot be divided, but other slots of its shard can go.
  return { question, lines, grave: big.length > 0, helpsToRebalance: big.length + heavy.length > 0 };
}

function bigLine({ tag, share, memory, reason, ...row }: TagRow, w: Words): string {
  const text = w.big({
    ...row,
    name: tagText(tag),
    share: percent(share),
    memory: memory ? memoryText(memory) : '',
  });
  return `${text} ${reason}`.trimEnd();
}

function skewed(scan: ScanState): Answer {
  const w = wordsOf(scan).answers;
  const question = w.questions.skewed;
  if (scan.keys === 0) return { question, lines: [w.noneNoKeys], grave: false, helpsToRebalance: false };
  const even = evenShare(scan);
  const full = scan.shards.filter(({ keys }) => scan.shards.length > 1 && keys > SKEW * even);
  const lines = listed(
    [...full].sort((a, b) => b.keys - a.keys),
    (shard) => shardLine(scan, shard, even),
  );
  if (full.length === 0) lines.push(w.noneSkewed(SKEW));
  const { bigTags, fullestSlot } = scan;
  lines.push(
    bigTags.tags === 0
      ? w.noBigTags
      : w.bigTags(bigTags.tags, percent(bigTags.keys / scan.keys), bigTags.slots),
  );
  if (fullestSlot) {
    const { slot, keys, tag, tagKeys } = fullestSlot;
    const by = tag && tagKeys > 0 ? w.fullestBy(percent(tagKeys / keys), tagText(tag)) : '';
    const times = keys / (scan.keys / scan.slots.length);
    lines.push(w.fullest(slot, keys, Math.round(times), by));
  }
  return { question, lines, grave: full.length > 0, helpsToRebalance: full.length > 0 };
}

function shardLine(scan: ScanState, { shard, keys }: { shard: number; keys: number }, even: number): string {
  const w = wordsOf(scan).answers;
  const top = scan.topTags.find((one) => one.shard === shard)?.tags ?? [];
  const sum = top.reduce((total, { keys: own }) => total + own, 0);
  const names = top.map(({ tag }) => tagText(tag));
  const fair = keys - sum <= even ? w.fairWithout : '';
  const by = top.length > 0 ? w.shardTags(names, percent(sum / keys)) + fair : w.noShardTag;
  return w.shard(shard, percent(keys / scan.keys), (keys / even).toFixed(2), by);
}

function untagged(scan: ScanState): Answer {
  const { keys, tagged } = scan;
  const w = wordsOf(scan).answers;
  const question = w.questions.untagged;
  if (keys === 0) return { question, lines: [w.noKeys], grave: false, helpsToRebalance: false };
  const without = keys - tagged;
  if (without === 0) return { question, lines: [w.noneUntagged], grave: false, helpsToRebalance: false };
  const line = w.untagged(tagged === 0, percent(without / keys), grouped(without), grouped(keys));
  return { question, lines: [line], grave: false, helpsToRebalance: false };
}

function sharing(scan: ScanState, prefixes: readonly PrefixRow[]): Answer {
  const w = wordsOf(scan).answers;
  const question = w.questions.sharing;
  const groups = prefixes.filter(({ keys }) => keys > 1);
  if (groups.length === 0) {
    return {
      question,
      lines: [w.noneSharing(scan.options.separator)],
      grave: false,
      helpsToRebalance: false,
    };
  }
  return {
    question,
    lines: listed(groups, (row) => prefixLine(row, scan)),
    grave: false,
    helpsToRebalance: false,
  };
}

/** `With {user} these 12 keys would share slot 5474 on shard 2.`, and a warning if that is too much. */
export function prefixLine({ prefix, share, verdict, ...row }: PrefixRow, scan: ScanState): string {
  const w = wordsOf(scan).answers;
  const text = w.prefix({ ...row, tag: tagText(prefix), name: nameText(prefix), share: percent(share) });
  return text + w.prefixVerdicts[verdict];
}

function listed<T>(items: readonly T[], line: (item: T) => string): string[] {
  const lines = items.slice(0, SHOWN).map(line);
  return items.length > SHOWN ? [...lines, words.answers.more(items.length - SHOWN)] : lines;
}

/** Says whether the answers cover the whole keyspace or a part. */
export function standing(scan: ScanState, share: number): string {
  const w = words.answers;
  const exact = scan.estimates ? w.tagError(errorOf(scan.estimates.tags)) : '';
  if (scan.phase === 'done') return w.whole(scan.keys) + exact;
  return w.part(percent(share), scan.keys) + exact;
}
