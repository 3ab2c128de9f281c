/** One row from its parts: what all rows share is filled in here. */
import type { Finding } from '../../../../shared/operations/finding.ts';
import type { SituationRow } from '../../../../shared/operations/situation.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { NodeReading } from '../reading/cluster-reading.ts';
import { flaggedBy, lastHeard, type Facts, type ShardFacts } from './facts.ts';

export type RowParts = Pick<
  SituationRow,
  'id' | 'shape' | 'title' | 'tag' | 'affects' | 'byItself' | 'next'
> &
  Partial<SituationRow>;

const MOST_SAID = 300;
/** Characters of a server's own text. */
export const said = (text: string): string => escapeForLine(text.slice(0, MOST_SAID));

export const rowOf = ({ reading }: Facts, findings: readonly Finding[], parts: RowParts): SituationRow => ({
  severity: parts.shape === 'clock' ? 'note' : parts.shape === 'octagon' ? 'error' : 'warning',
  shard: null,
  since: { at: reading.readAt, from: 'here' },
  slots: [],
  service: 'served',
  keys: { count: null, countedAt: null, text: '' },
  actions: [],
  commands: [],
  ...parts,
  details: [
    ...(parts.details ?? []),
    ...findings.map(({ text, advice }) => ({ node: 'check', says: `${text} ${advice}`.trim() })),
  ],
});

/** When the nodes last heard from it; else now. */
export function sinceHeard(
  { reading }: Facts,
  nodes: readonly NodeReading[],
  pick = Math.max,
): SituationRow['since'] {
  const heard = nodes.flatMap(({ id }) => lastHeard(reading, id) ?? []);
  return heard.length === nodes.length && heard.length > 0
    ? { at: pick(...heard), from: 'nodes' }
    : { at: reading.readAt, from: 'here' };
}

/** The keys of shards: counted now, or when their primaries last answered. */
export function keysOf({ memory }: Facts, shards: readonly ShardFacts[]): SituationRow['keys'] {
  let count = 0;
  let countedAt: number | null = null;
  for (const { primary } of shards) {
    const before = memory.keys.get(primary.id);
    if (primary.keys === null && !before)
      return { count: null, countedAt: null, text: `keys not known: ${primary.address} does not say` };
    count += primary.keys ?? before!.count;
    if (primary.keys === null) countedAt = Math.min(countedAt ?? before!.at, before!.at);
  }
  return { count: shards.length === 0 ? null : count, countedAt, text: '' };
}

/** What a node that does not answer said last, and who flags it. */
export function wordsOf({ reading }: Facts, nodes: readonly NodeReading[]): SituationRow['details'] {
  return nodes.flatMap(({ id, address, trouble }) => [
    ...(trouble ? [{ node: address, says: said(trouble.says) }] : []),
    ...(['fail', 'fail?'] as const).flatMap((flag) => {
      const by = flaggedBy(reading, id, flag);
      return by.length === 0
        ? []
        : [{ node: address, says: `flagged ${flag} by ${by.map((node) => node.address).join(', ')}` }];
    }),
  ]);
}

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
