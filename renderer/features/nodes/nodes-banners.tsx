/** What is to be known of the cluster as a whole above its nodes: maps that differ, versions that differ. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { Topology } from '../../../shared/cluster/topology.ts';
import type { Metrics } from '../../kit/node-metrics.ts';
import type { PanelProps } from '../../window/state.ts';
import { gapsMessage, OWNERLESS, rangeWords, slotHealth } from '../../../shared/cluster/slot-health.ts';
import { counted, slotsIn } from '../../kit/numbers.ts';
import { unmappedText } from '../../kit/unmapped.ts';
import { WarningIcon } from '../../kit/icons.tsx';
import { ShardBadge } from '../../kit/parts.tsx';
import { shardOfNode } from '../../kit/topology-lookup.ts';
import { MigrationsBanner } from './migrations-banner.tsx';
import { describeView, differingVersions } from './node-words.ts';

/** Nodes whose views are told in full. */
const TOLD = 5;

export function NodesBanners({ topology, state }: PanelProps & { topology: Topology }) {
  const versions = differingVersions(topology, state.metrics);
  const refused = refusals(state.metrics);
  return (
    <>
      {topology.kind === 'unmapped' && (
        <p class="banner quiet sm" role="note" aria-label="There is no map">
          {unmappedText(topology)}
        </p>
      )}
      {refused.nodes > 0 && (
        <p class="banner quiet sm" role="note" aria-label="Figures are missing">
          {refused.nodes === 1 ? '1 node does' : `${counted(refused.nodes, 'node')} do`} not answer INFO to
          this user: keys, memory, lag and versions are not known there, nor is trouble that only they would
          tell. Allow the user +info. The answer is <span class="mono">{escapeForLine(refused.text)}</span>
        </p>
      )}
      <UnservedSlots topology={topology} />
      {topology.contests.length > 0 && <ContestedSlots topology={topology} />}
      <MigrationsBanner topology={topology} state={state} />
      {topology.views.length > 0 && <DifferingViews topology={topology} />}
      {versions.length > 0 && (
        <p class="banner quiet sm" role="note" aria-label="Versions differ">
          Versions differ:{' '}
          {versions
            .map(({ version, nodes }) => `${escapeForLine(version.slice(0, 100))} on ${nodes}`)
            .join(', ')}
          . That is how an upgrade looks half-way; commands of the newer one may be missing at some nodes.
        </p>
      )}
    </>
  );
}

export function refusals(metrics: Metrics): { nodes: number; text: string } {
  const texts = Object.values(metrics).flatMap(({ latest: { refusal } }) => refusal ?? []);
  return { nodes: texts.length, text: texts[0] ?? '' };
}

function UnservedSlots({ topology }: { topology: Topology }) {
  const { gaps, unserved, failing, unowned } = slotHealth(topology);
  if (failing + unowned === 0) return null;
  const shards = [...unserved.values()];
  return (
    <section class="banner" aria-label="Slots that are not served">
      <h3 class="row bad">
        <WarningIcon />
        {counted(failing + unowned, 'slot')} {failing + unowned === 1 ? 'is' : 'are'} not served
      </h3>
      <ul class="sm">
        {gaps.length > 0 && (
          <li>
            <p>
              {gapsMessage(gaps)} <span class="f2">{OWNERLESS}</span>
            </p>
          </li>
        )}
        {shards.slice(0, TOLD).map(({ shard, message, advice }) => (
          <li key={shard.number}>
            <p>
              <ShardBadge shard={shard.number} /> {message} <span class="f2">{advice}</span>
            </p>
          </li>
        ))}
      </ul>
      {shards.length > TOLD && <p class="sm f3">And {shards.length - TOLD} more shards.</p>}
    </section>
  );
}

function ContestedSlots({ topology }: { topology: Topology }) {
  const { contests, source } = topology;
  return (
    <section class="banner" aria-label="Slots that several nodes claim">
      <h3 class="row warn">
        <WarningIcon />
        {counted(slotsIn(contests.flatMap(({ slots }) => slots)), 'slot')} claimed by several nodes
        <span class="f3 xs">as {source} says</span>
      </h3>
      <ul class="sm">
        {contests.slice(0, TOLD).map(({ slots, nodes: [owner, ...others] }) => (
          <li key={slots[0]!.first}>
            <p>
              {rangeWords(slots)}: counted as those of <b class="mono">{owner}</b>, which has the higher
              config epoch; claimed by <span class="mono">{others.join(', ')}</span> too.
            </p>
          </li>
        ))}
      </ul>
      {contests.length > TOLD && <p class="sm f3">And {contests.length - TOLD} more.</p>}
    </section>
  );
}

function DifferingViews({ topology }: { topology: Topology }) {
  const { views } = topology;
  return (
    <section class="banner" aria-label="Views differ">
      <h2 class="row warn">
        <WarningIcon />
        {views.length === 1
          ? '1 node disagrees with this map'
          : `${counted(views.length, 'node')} disagree with this map`}
        <span class="f3 xs">as {topology.source} gives it</span>
      </h2>
      <ul class="sm">
        {views.slice(0, TOLD).map((view) => {
          const { node, differences, meaning } = describeView(view, topology);
          return (
            <li key={node}>
              <span class="row">
                <ShardBadge shard={shardOfNode(topology, node)?.number ?? null} />
                <b class="mono">{node}</b>
              </span>
              <p>
                {differences.join(' ')} <span class="f3">{meaning}</span>
              </p>
            </li>
          );
        })}
      </ul>
      {views.length > TOLD && <p class="sm f3">And {views.length - TOLD} more.</p>}
    </section>
  );
}
