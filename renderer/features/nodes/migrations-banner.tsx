/** The migrating slots, above the nodes: how old, how far, and whether they are stuck. */
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import {
  progressWords,
  stuckWords,
  type MigrationProgress,
} from '../../../shared/cluster/migration-progress.ts';
import type { Migration, Topology } from '../../../shared/cluster/topology.ts';
import type { State } from '../../window/state.ts';
import { allSlotRanges, slotRanges } from '../../kit/numbers.ts';
import { WarningIcon } from '../../kit/icons.tsx';
import { nodesWords, words } from './words.ts';

const w = words.banners;

/** Migrations described at most; a resharding by hand has one or two. */
const SHOWN = 5;

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Main's count for a migration of the map; undefined until main has counted. */
export const progressOf = ({ from, to }: Migration, { nodes }: State): MigrationProgress | undefined =>
  nodes.migrations.find((progress) => progress.from === from && progress.to === to);

export const stuckCount = ({ nodes }: State): number => nodes.migrations.filter(({ stuck }) => stuck).length;

export function MigrationsBanner({ topology, state }: { topology: Topology; state: State }) {
  const { migrations } = topology;
  if (migrations.length === 0) return null;
  const stuck = stuckCount(state) > 0;
  return (
    <section class="banner" aria-label={w.migrations}>
      <h3 class={`row ${stuck ? 'bad' : 'warn'}`}>
        {stuck && <WarningIcon />}
        {stuck ? w.stuck : w.migrating}
      </h3>
      <ul class="sm">
        {migrations.slice(0, SHOWN).map((migration) => {
          const { slots, from, to } = migration;
          const progress = progressOf(migration, state);
          return (
            <li key={`${from}>${to}`}>
              <p>
                <span title={allSlotRanges(slots)}>
                  {w.migratingSlots(countSlots(slots))} <span class="mono">{slotRanges(slots)}</span>
                </span>{' '}
                {w.from} <span class="mono">{from ?? nodesWords('en').common.unknown}</span> {w.to}{' '}
                <span class="mono">{to ?? nodesWords('en').common.unknown}</span>
                {progress && w.progress(progressWords(progress, state.now))}.{' '}
                {progress?.stuck && <span class="bad">{stuckWords(progress, state.now)}</span>}
              </p>
            </li>
          );
        })}
      </ul>
      {migrations.length > SHOWN && <p class="sm f3">{w.more(migrations.length - SHOWN)}</p>}
    </section>
  );
}
