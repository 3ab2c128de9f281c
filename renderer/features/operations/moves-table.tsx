/** Who gives which slots to whom, with sums; while it runs, how many have moved. */
import type { Plan } from '../../../shared/operations/plan.ts';
import { grouped } from '../../../shared/format/count.ts';
import type { NodeAddress, SlotRange } from '../../../shared/cluster/topology.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { slotRanges } from '../../kit/numbers.ts';
import { Address, Arrow, ShardBadge } from '../../kit/parts.tsx';
import { countText, mbText } from './figures.ts';
import { moveRows, totalOf } from './moves.ts';
import type { ShardNames } from './shards.ts';
import { words } from './words.ts';

interface TableProps {
  plan: Plan;
  /** Null while nothing has begun. */
  moved: readonly SlotRange[] | null;
  /** The step under way; null for none. */
  step: number | null;
  names: ShardNames;
  heirs?: ReadonlyMap<string, NodeAddress>;
}

export function MovesTable({ plan, moved, step, names, heirs }: TableProps) {
  const rows = moveRows(plan, moved ?? []);
  if (rows.length === 0) return null;
  const total = totalOf(rows);
  const t = words.table;
  return (
    <div class="opscroll">
      <table class="opmoves" aria-label={t.name}>
        <thead>
          <tr>
            <th scope="col">{t.fromTo}</th>
            <th scope="col">{t.slots}</th>
            <th scope="col" class="n">
              {t.count}
            </th>
            <th scope="col" class="n">
              {t.keys}
            </th>
            <th scope="col" class="n">
              {t.mb}
            </th>
            {moved !== null && <th scope="col">{t.moved}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={`${row.from} ${row.to}`}
              class={step !== null && row.steps.includes(step) ? 'on' : undefined}
            >
              <td>
                <span class="row">
                  <Owner id={row.from} names={names} heir={heirs?.get(row.from)} />
                  <Arrow />
                  <Owner id={row.to} names={names} heir={heirs?.get(row.to)} />
                </span>
              </td>
              <td class="mono" {...(row.ranges[0] && menuTarget({ kind: 'slots', ...row.ranges[0] }))}>
                {slotRanges(row.ranges)}
              </td>
              <td class="n">{grouped(row.slots)}</td>
              <td class="n">{countText(row.keys)}</td>
              <td class="n">{mbText(row.bytes)}</td>
              {moved !== null && <Moved moved={row.moved} slots={row.slots} />}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={2}>{t.moves(rows.length)}</td>
            <td class="n">{grouped(total.slots)}</td>
            <td class="n">{countText(total.keys)}</td>
            <td class="n">{mbText(total.bytes)}</td>
            {moved !== null && <Moved moved={total.moved} slots={total.slots} />}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** `heir`: the primary that has taken over from it meanwhile. */
function Owner({ id, names, heir }: { id: string; names: ShardNames; heir: NodeAddress | undefined }) {
  const name = names.get(id);
  return (
    <>
      <ShardBadge shard={name?.number ?? null} />
      {name ? <Address address={name.address} /> : <span class="mono">{id.slice(0, 8)}</span>}
      {heir !== undefined && (
        <span class="sm f2">
          {words.table.now} <Address address={heir} />
        </span>
      )}
    </>
  );
}

function Moved({ moved, slots }: { moved: number; slots: number }) {
  return (
    <td>
      <span class="row">
        <Bar share={slots === 0 ? 0 : moved / slots} isDone={moved === slots} />
        <span class="num">{grouped(moved)}</span>
      </span>
    </td>
  );
}

/** `share`: 0 to 1. The number stands beside it. */
export const Bar = ({ share, isDone }: { share: number; isDone?: boolean }) => (
  <span class={isDone ? 'opprogress done' : 'opprogress'} aria-hidden="true">
    <i style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
  </span>
);
