/** The state of the cluster as a whole, above its nodes: unserved slots, maps and versions that differ. */
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { CodisMap, Topology } from '../../../shared/cluster/topology.ts';
import type { Metrics } from '../../kit/node-metrics.ts';
import type { PanelProps } from '../../window/state.ts';
import { gapsMessage, OWNERLESS, rangeWords, slotHealth } from '../../../shared/cluster/slot-health.ts';
import { unmappedText } from '../../kit/unmapped.ts';
import { WarningIcon } from '../../kit/icons.tsx';
import { ShardBadge } from '../../kit/parts.tsx';
import { shardOfNode } from '../../kit/topology-lookup.ts';
import { MigrationsBanner } from './migrations-banner.tsx';
import { describeView, differingVersions } from './node-words.ts';
import { nodesWords, words } from './words.ts';

const w = words.banners;

/** Entries described in full. */
const SHOWN = 5;

export function NodesBanners({ topology, state }: PanelProps & { topology: Topology }) {
  const versions = differingVersions(topology, state.metrics);
  const refused = refusals(state.metrics);
  return (
    <>
      {topology.kind === 'unmapped' && (
        <p class="banner quiet sm" role="note" aria-label={w.noMap}>
          {unmappedText(topology)}
        </p>
      )}
      {refused.nodes > 0 && (
        <p class="banner quiet sm" role="note" aria-label={w.refused}>
          {w.refusedText(refused.nodes)}
          <span class="mono">{escapeForLine(refused.text)}</span>
        </p>
      )}
      <UnservedSlots topology={topology} />
      {topology.contests.length > 0 && <ContestedSlots topology={topology} />}
      <MigrationsBanner topology={topology} state={state} />
      {topology.codis && <CodisBanner map={topology.codis} />}
      {topology.views.length > 0 && <DifferingViews topology={topology} />}
      {versions.length > 0 && (
        <p class="banner quiet sm" role="note" aria-label={w.versions}>
          {w.versionsText(
            versions
              .map(({ version, nodes }) => w.version(escapeForLine(version.slice(0, 100)), nodes))
              .join(', '),
          )}
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
    <section class="banner" aria-label={w.unserved}>
      <h3 class="row bad">
        <WarningIcon />
        {w.unservedTitle(failing + unowned)}
      </h3>
      <ul class="sm">
        {gaps.length > 0 && (
          <li>
            <p>
              {gapsMessage(gaps)} <span class="f2">{OWNERLESS}</span>
            </p>
          </li>
        )}
        {shards.slice(0, SHOWN).map(({ shard, message, advice }) => (
          <li key={shard.number}>
            <p>
              <ShardBadge shard={shard.number} /> {message} <span class="f2">{advice}</span>
            </p>
          </li>
        ))}
      </ul>
      {shards.length > SHOWN && <p class="sm f3">{w.moreShards(shards.length - SHOWN)}</p>}
    </section>
  );
}

/** Slots behind codis that no server has, or that move. */
function CodisBanner({ map: { offline, migrations } }: { map: CodisMap }) {
  const c = nodesWords('en').codis;
  if (offline.length + migrations.length === 0) return null;
  return (
    <section class="banner sm" aria-label={w.codisSlots}>
      {offline.length > 0 && (
        <p class="bad">{c.offline({ count: countSlots(offline), ranges: rangeWords(offline) })}</p>
      )}
      {migrations.slice(0, SHOWN).map(({ slots, from, to }) => (
        <p key={`${from}>${to}`}>
          {c.movingSlots({ count: countSlots(slots), ranges: rangeWords(slots) })} {w.from}{' '}
          <span class="mono">{from}</span> {w.to} <span class="mono">{to}</span>.
        </p>
      ))}
      {migrations.length > SHOWN && <p class="f3">{w.more(migrations.length - SHOWN)}</p>}
    </section>
  );
}

function ContestedSlots({ topology }: { topology: Topology }) {
  const { contests, source } = topology;
  return (
    <section class="banner" aria-label={w.contested}>
      <h3 class="row warn">
        <WarningIcon />
        {w.contestedTitle(countSlots(contests.flatMap(({ slots }) => slots)))}
        <span class="f3 xs">{w.source(source)}</span>
      </h3>
      <ul class="sm">
        {contests.slice(0, SHOWN).map(({ slots, nodes: [owner, ...others] }) => (
          <li key={slots[0]!.first}>
            <p>
              {rangeWords(slots)}
              {w.owned}
              <b class="mono">{owner}</b>
              {w.byEpoch}
              <span class="mono">{others.join(', ')}</span>.
            </p>
          </li>
        ))}
      </ul>
      {contests.length > SHOWN && <p class="sm f3">{w.more(contests.length - SHOWN)}</p>}
    </section>
  );
}

function DifferingViews({ topology }: { topology: Topology }) {
  const { views } = topology;
  return (
    <section class="banner" aria-label={w.views}>
      <h2 class="row warn">
        <WarningIcon />
        {w.viewsTitle(views.length)}
        <span class="f3 xs">{w.source(topology.source)}</span>
      </h2>
      <ul class="sm">
        {views.slice(0, SHOWN).map((view) => {
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
      {views.length > SHOWN && <p class="sm f3">{w.more(views.length - SHOWN)}</p>}
    </section>
  );
}
