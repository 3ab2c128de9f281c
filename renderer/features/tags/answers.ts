/** The questions that a scan is made for, answered from what it found. Pure. */
import type { PrefixRow, ScanState, TagRow } from '../../../shared/slots/scan-model.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { AnswerRows } from './state.ts';
import { counted, grouped } from '../../kit/numbers.ts';
import { errorOf, evenShare, memoryText, nameText, percent, tagText } from './scan-words.ts';

export interface Answer {
  question: string;
  /** Sentences, the most important first. */
  lines: string[];
  /** True where something should be done about it. */
  grave: boolean;
}

const [TOO_BIG, SKEWED, UNTAGGED, SHARING] = [
  'Which tag is too big to live on one shard?',
  'Which slots and shards are skewed by tags?',
  'What share of keys has no tag?',
  'Which key prefixes would share a tag?',
] as const;
export const QUESTIONS = [TOO_BIG, SKEWED, UNTAGGED, SHARING] as const;

/** Lines of one answer; the lists have them all. */
const SHOWN = 5;
/** So many times its even share, a shard is called skewed. */
const SKEW = 1.1;

export function answers(scan: ScanState, rows: AnswerRows): Answer[] {
  return [tooBig(rows), skewed(scan), untagged(scan), sharing(scan, rows.prefixes)];
}

function tooBig({ byKeys, byMemory }: AnswerRows): Answer {
  const question = TOO_BIG;
  const seen = new Map([...byKeys, ...byMemory].map((row) => [tagText(row.tag), row]));
  const big = [...seen.values()].filter(({ verdict }) => verdict === 'too-big');
  const heavy = [...seen.values()].filter(({ verdict }) => verdict === 'heavy');
  const lines = listed(big, bigLine);
  if (big.length === 0) lines.push('None: every tag is smaller than an even share of a shard.');
  if (heavy.length > 0) {
    const names = heavy.slice(0, SHOWN).map(({ tag }) => tagText(tag));
    const more = heavy.length > SHOWN ? ` and ${counted(heavy.length - SHOWN, 'other')}` : '';
    lines.push(
      `${names.join(', ')}${more} ${heavy.length === 1 ? 'is' : 'are'} heavy: more than a tenth of an even share.`,
    );
  }
  return { question, lines, grave: big.length > 0 };
}

function bigLine({ tag, keys, share, slot, shard, memory, reason }: TagRow): string {
  const where = `slot ${slot}${shard === null ? '' : ` on shard ${shard}`}`;
  const size = memory ? `, ${memoryText(memory)} of memory` : '';
  return `${tagText(tag)}: ${counted(keys, 'key')}, ${percent(share)} of all${size}, all in ${where}. ${reason}`.trimEnd();
}

function skewed(scan: ScanState): Answer {
  const question = SKEWED;
  if (scan.keys === 0) return { question, lines: ['None: there are no keys.'], grave: false };
  const even = evenShare(scan);
  const full = scan.shards.filter(({ keys }) => scan.shards.length > 1 && keys > SKEW * even);
  const lines = listed(
    [...full].sort((a, b) => b.keys - a.keys),
    (shard) => shardLine(scan, shard, even),
  );
  if (full.length === 0) lines.push(`No shard holds more than ${SKEW} times an even share of the keys.`);
  const { bigTags, fullestSlot } = scan;
  lines.push(
    bigTags.tags === 0
      ? 'No tag holds more than 1% of the keys.'
      : `${counted(bigTags.tags, 'tag')} with more than 1% of the keys each: together ${percent(bigTags.keys / scan.keys)} of the keys in ${counted(bigTags.slots, 'slot')}.`,
  );
  if (fullestSlot) {
    const { slot, keys, tag, tagKeys } = fullestSlot;
    const by = tag && tagKeys > 0 ? `; ${percent(tagKeys / keys)} of them by ${tagText(tag)}` : '';
    const times = keys / (scan.keys / SLOT_COUNT);
    lines.push(
      `The fullest slot is ${slot} with ${counted(keys, 'key')}, ${grouped(Math.round(times))} times the average of all slots${by}.`,
    );
  }
  return { question, lines, grave: full.length > 0 };
}

function shardLine(scan: ScanState, { shard, keys }: { shard: number; keys: number }, even: number): string {
  const top = scan.topTags.find((one) => one.shard === shard)?.tags ?? [];
  const sum = top.reduce((total, { keys: own }) => total + own, 0);
  const names = top.map(({ tag }) => tagText(tag)).join(', ');
  const fair = keys - sum <= even ? ' Without them it would hold no more than an even share.' : '';
  const by =
    top.length > 0
      ? ` ${names} ${top.length === 1 ? 'is' : 'are together'} ${percent(sum / keys)} of it.${fair}`
      : ' No tag is behind it.';
  return `Shard ${shard} holds ${percent(keys / scan.keys)} of the keys, ${(keys / even).toFixed(2)} times an even share.${by}`;
}

function untagged({ keys, tagged }: ScanState): Answer {
  const question = UNTAGGED;
  if (keys === 0) return { question, lines: ['There are no keys.'], grave: false };
  const without = keys - tagged;
  if (without === 0) return { question, lines: ['None: every key has a tag.'], grave: false };
  const all = tagged === 0 ? 'All keys: ' : '';
  const line = `${all}${percent(without / keys)} of the keys, ${grouped(without)} of ${grouped(keys)}. Their slots come of the whole key, so they spread evenly, and no two of them are sure to go into one command.`;
  return { question, lines: [line], grave: false };
}

function sharing(scan: ScanState, prefixes: readonly PrefixRow[]): Answer {
  const question = SHARING;
  const groups = prefixes.filter(({ keys }) => keys > 1);
  if (groups.length === 0) {
    const line = `None: no two keys without a tag have the same part before a "${scan.options.separator}".`;
    return { question, lines: [line], grave: false };
  }
  return { question, lines: listed(groups, prefixLine), grave: false };
}

/** `With {user} these 12 keys would share slot 5474 on shard 2.`, and a warning where that is too much. */
export function prefixLine({ prefix, keys, share, slot, shard, verdict }: PrefixRow): string {
  const where = `slot ${slot}${shard === null ? '' : ` on shard ${shard}`}`;
  const which = `the ${counted(keys, 'key')} that begin with "${nameText(prefix)}"`;
  const warning = {
    'too-big': ' That would be too big for one shard: choose a part of the key that tells more apart.',
    heavy: ' That would make a heavy slot.',
    none: '',
  }[verdict];
  return `With ${tagText(prefix)} ${which} (${percent(share)}) would share ${where}.${warning}`;
}

function listed<T>(items: readonly T[], line: (item: T) => string): string[] {
  const lines = items.slice(0, SHOWN).map(line);
  return items.length > SHOWN ? [...lines, `And ${grouped(items.length - SHOWN)} more.`] : lines;
}

/** What the answers hold for: the whole, or a part. */
export function standing(scan: ScanState, share: number): string {
  const exact = scan.estimates ? ` Tags: ${errorOf(scan.estimates.tags)}.` : '';
  if (scan.phase === 'done') return `Of ${counted(scan.keys, 'key')} counted.${exact}`;
  return `The scan has seen ${percent(share)} of the keyspace: these answers are of ${counted(scan.keys, 'key')} counted so far.${exact}`;
}
