/** The part above the keys: each node's count, the meaning of a migrating slot, the tags, the gaps. */
import type { Topology } from '../../../shared/cluster/topology.ts';
import { hashingOf, type Hashing } from '../../../shared/slots/hashing.ts';
import type { SlotPane } from './state.ts';
import type { SlotDetail, SlotPart } from '../../../shared/slots/slot-model.ts';
import { grouped } from '../../../shared/format/count.ts';
import { ago, milliseconds } from '../../kit/numbers.ts';
import { ShardBadge } from '../../kit/parts.tsx';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import { commonTags, TAGS_OF } from './listed-keys.ts';
import { words } from './words.ts';

const w = words.parts;

export function SlotParts({
  pane,
  detail,
  now,
  topology,
  where,
  again,
}: {
  pane: SlotPane;
  detail: SlotDetail;
  now: number;
  topology: Topology | null;
  /** ` in database 3`; empty if that is obvious. */
  where: string;
  again: () => void;
}) {
  const { parts } = detail;
  const open = parts.some(({ role }) => role !== 'owner');
  const isCodis = topology?.codis !== undefined;
  const refused = [...new Set(pane.facts.flatMap(({ problem }) => problem.split('\n')))].filter(Boolean);
  return (
    <div class="slotparts sec" aria-busy={pane.pending} role="status" aria-label={w.title}>
      {parts.map((part) => (
        <PartLine key={part.node} part={part} open={open} where={where} isGroup={isCodis} />
      ))}
      <p class="xs f3 cut num">{w.took(milliseconds(detail.milliseconds), ago(pane.detailAt, now))}</p>
      {open && <p class="xs f2">{isCodis ? w.codisMigrating : w.migrating}</p>}
      {isStale(detail, topology) && (
        <p class="xs warn">
          {w.stale}{' '}
          <button type="button" class="link" onClick={again}>
            {w.askAgain}
          </button>
        </p>
      )}
      <Tags parts={parts} hashing={hashingOf(topology)} />
      {refused.map((line) => (
        <p key={line} class="xs warn wrapany">
          {w.notTold(line)}
        </p>
      ))}
    </div>
  );
}

interface PartProps {
  part: SlotPart;
  open: boolean;
  where: string;
  isGroup: boolean;
}

function PartLine({ part, open, where, isGroup }: PartProps) {
  const { role, node, shard, count, keys, problem } = part;
  return (
    <div class="sm partline">
      <p class="row wrap">
        <ShardBadge shard={shard} isGroup={isGroup} />
        {open && <b class="k">{role}</b>}
        <span class="mono cut fg" title={node}>
          {node}
        </span>
        {problem === '' && (
          <span class="num f2 count">
            <b class="fg">{w.keys(count)}</b>
            {where}
            {keys.length < count && w.first(keys.length)}
          </span>
        )}
      </p>
      {problem !== '' && <p class="xs bad wrapany">{w.failed(problem)}</p>}
    </div>
  );
}

/** Tags shown by name. */
const NAMED = 3;

function Tags({ parts, hashing }: { parts: readonly SlotPart[]; hashing: Hashing }) {
  const loaded = parts.reduce((sum, { keys }) => sum + keys.length, 0);
  if (loaded === 0) return null;
  const tags = commonTags(parts, hashing);
  const all = parts.reduce((sum, { count }) => sum + count, 0);
  const of = all > Math.min(loaded, TAGS_OF) ? w.inFirst(Math.min(loaded, TAGS_OF)) : '';
  if (tags.length === 0) return <p class="xs f3">{w.noTags(of)}</p>;
  return (
    <p class="xs f3 cut">
      {w.tags(of)}{' '}
      {tags.slice(0, NAMED).map(({ text, keys }, i) => (
        <span key={text}>
          {i > 0 && ', '}
          <bdi class="mono fg key">{`{${text.length > 40 ? `${text.slice(0, 40)}…` : text}}`}</bdi>{' '}
          <span class="num">{grouped(keys)}</span>
        </span>
      ))}
      {tags.length > NAMED && ` +${tags.length - NAMED}`}
    </p>
  );
}

/** True if the map names other nodes for the slot than those that answered. */
function isStale({ slot, parts }: SlotDetail, topology: Topology | null): boolean {
  const open = (topology?.codis ?? topology)?.migrations.find(({ slots }) =>
    slots.some(({ first, last }) => first <= slot && slot <= last),
  );
  const owner = shardOfSlot(topology, slot)?.primary?.address ?? null;
  const named = open ? [open.from ?? owner, open.to] : [owner];
  const nodes = [...new Set(named.filter((node) => node !== null))];
  return nodes.join(' ') !== parts.map(({ node }) => node).join(' ');
}
