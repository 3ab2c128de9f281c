/** The slots that are on their way, above the nodes: how old, how far, and that nothing moves. */
import {
  progressWords,
  stuckWords,
  type MigrationProgress,
} from '../../../shared/cluster/migration-progress.ts';
import type { Migration, Topology } from '../../../shared/cluster/topology.ts';
import type { State } from '../../window/state.ts';
import { allSlotRanges, counted, slotRanges, slotsIn } from '../../kit/numbers.ts';
import { WarningIcon } from '../../kit/icons.tsx';

/** Migrations that are described; a resharding by hand has one or two. */
const TOLD = 5;

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What main counted of a migration of the map; undefined before it has. */
export const progressOf = ({ from, to }: Migration, { nodes }: State): MigrationProgress | undefined =>
  nodes.migrations.find((progress) => progress.from === from && progress.to === to);

export const stuckCount = ({ nodes }: State): number => nodes.migrations.filter(({ stuck }) => stuck).length;

export function MigrationsBanner({ topology, state }: { topology: Topology; state: State }) {
  const { migrations } = topology;
  if (migrations.length === 0) return null;
  const stuck = stuckCount(state) > 0;
  return (
    <section class="banner" aria-label="Migrations">
      <h3 class={`row ${stuck ? 'bad' : 'warn'}`}>
        {stuck && <WarningIcon />}
        {stuck ? 'A migration is stuck' : 'Slots are on their way'}
      </h3>
      <ul class="sm">
        {migrations.slice(0, TOLD).map((migration) => {
          const { slots, from, to } = migration;
          const progress = progressOf(migration, state);
          return (
            <li key={`${from}>${to}`}>
              <p>
                <span title={allSlotRanges(slots)}>
                  {slotsIn(slots) === 1 ? 'Slot' : counted(slotsIn(slots), 'slot') + ':'}{' '}
                  <span class="mono">{slotRanges(slots)}</span>
                </span>{' '}
                from <span class="mono">{from ?? 'unknown'}</span> to{' '}
                <span class="mono">{to ?? 'unknown'}</span>
                {progress && `: ${progressWords(progress, state.now)}`}.{' '}
                {progress?.stuck && <span class="bad">{stuckWords(progress, state.now)}</span>}
              </p>
            </li>
          );
        })}
      </ul>
      {migrations.length > TOLD && <p class="sm f3">And {migrations.length - TOLD} more.</p>}
    </section>
  );
}
