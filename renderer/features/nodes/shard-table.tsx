/** One shard of the Nodes view: its share of the cluster, its nodes, and the details of the open ones. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import { troubleWords } from '../../../shared/cluster/info-trouble.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { slotHealth } from '../../../shared/cluster/slot-health.ts';
import { inDatabase } from '../../kit/database-words.ts';
import { menuTarget, type MenuAttributes } from '../../kit/menu-target.ts';
import type { PanelProps } from '../../window/state.ts';
import { allSlotRanges, slotRanges } from '../../kit/numbers.ts';
import { DemoSwitch, NodeFailure } from './node-row.tsx';
import { Address, shardColour } from '../../kit/parts.tsx';
import { metricsOf, type columnsFor, type NodeFacts } from './columns.tsx';
import { strayWords } from './codis-groups.tsx';
import { headingOf, roleOf, troublesOf, type ShardRows, type ShardShare } from './node-words.ts';
import { ShardHeading } from './shard-heading.tsx';
import { nodesWords, words } from './words.ts';

const w = words.table;
// The view of all nodes is in English so far.
const c = nodesWords('en').common;

type Props = PanelProps & {
  rows: ShardRows;
  share: ShardShare | undefined;
  columns: ReturnType<typeof columnsFor>;
  top: number;
  /** The row that Tab stops at. */
  stop: string | null;
};

const HEAD = 37;
const ROW = 32;
const DETAILS = 180;

/** Pixels, as nodes-view.css draws it; details are measured once they are drawn. */
export const tableHeight = ({ nodes }: ShardRows, open: ReadonlySet<NodeAddress>): number =>
  HEAD + nodes.reduce((sum, { address }) => sum + ROW + (open.has(address) ? DETAILS : 0), 0);

export function ShardTable(props: Props) {
  const { rows, state, top, stop, send } = props;
  const { shard, place, nodes } = rows;
  const name = nameOf(rows, state.topology?.kind === 'proxy');
  return (
    <div class="shardtable" role="rowgroup" aria-label={name} data-shard={shardColour(shard.number)}>
      <div
        class="shardhead"
        role="row"
        {...(place === 'shard' && menuTarget({ kind: 'shard', number: shard.number }))}
      >
        <span class="row" role="cell">
          <ShardHeading
            shard={shard}
            place={place}
            name={name}
            stop={stop === headingOf(shard)}
            state={state}
            send={send}
          />
          <ShardFacts {...props} />
        </span>
      </div>
      {nodes.map((node) => {
        const metrics = state.metrics[node.address];
        const facts: NodeFacts = {
          node,
          shard,
          place,
          stats: metrics?.latest,
          keys: metrics?.keys ?? null,
          samples: metrics?.samples ?? [],
          top,
        };
        return <NodeLine key={node.address} facts={facts} {...props} />;
      })}
    </div>
  );
}

const nameOf = ({ shard, place }: ShardRows, isProxy: boolean): string => {
  if (place === 'group') return nodesWords('en').codis.group({ number: shard.number });
  return place === 'shard' ? c.shard({ shard: shard.number }) : isProxy ? c.proxy : c.server;
};

function ShardFacts({ rows: { shard, place }, share, state }: Props) {
  const kind = state.topology?.kind;
  if (place === 'alone')
    return (
      <span class="f3 sm">
        {
          c.noSlots[
            state.topology?.codis ? 'codis' : kind === 'proxy' || kind === 'unmapped' ? kind : 'standalone'
          ]
        }
      </span>
    );
  const { skew = null } = share ?? {};
  const unserved = state.topology && slotHealth(state.topology).unserved.get(shard.number);
  const stray = strayWords(shard, state);
  return (
    <span class="shardfacts f3 sm num">
      <span class="mono f2" title={allSlotRanges(shard.slots)}>
        {slotRanges(shard.slots)}
      </span>
      <span>{c.slots({ count: shard.slotCount })}</span>
      {share && share.keys !== null && (
        <span>
          {c.keys({ count: share.keys })}
          {inDatabase(state.session.database, state.metrics)}
          {share.share !== null && w.share(share.share)}
        </span>
      )}
      {skew !== null && (
        <span class={share?.uneven ? 'warn' : undefined} title={w.skewHint}>
          {w.skew(skew)}
        </span>
      )}
      {place === 'shard' && shard.primary && <span>{w.shardEpoch(shard.primary.configEpoch)}</span>}
      {stray !== null && (
        <span class="bad cut" title={stray}>
          {stray}
        </span>
      )}
      {unserved && (
        <span class="bad cut" title={`${unserved.message} ${unserved.advice}`}>
          {unserved.cause === 'suspected' ? w.maybeUnserved : w.unserved}
        </span>
      )}
    </span>
  );
}

function NodeLine(props: Props & { facts: NodeFacts }) {
  const { facts, columns, state, send, stop } = props;
  const { node, stats } = facts;
  const { address } = node;
  const open = state.nodes.open.has(address);
  const current = state.session.currentNode === address;
  const troubles = troublesOf(node, stats);
  // A node that does not answer has trouble to show in place of its metrics.
  const silent = troubles.length > 0 && (stats?.latency ?? null) === null;
  const role = facts.place === 'group' ? c.roles[node.role] : roleOf(node, state.topology, 'en');
  // The cluster's own verdict says more than our probes do.
  const silence = stats?.trouble && node.health === 'online' ? troubleWords(stats.trouble).short : null;
  const seen = silent ? (silence ?? troubles[0]!) : troubles.join(', ') || (current ? w.current : role);
  // The visible text comes first: voice control finds a button by it.
  const about = [
    seen,
    role,
    ...troubles,
    c.health[node.health],
    current ? nodesWords('en').row.currentNode : '',
  ];
  const name = [address, ...new Set(about)].filter(Boolean).join(', ');
  // A server behind codis is never dialled: no action reaches it.
  const target = facts.place === 'group' ? undefined : menuTarget({ kind: 'node', address });
  const toggle = () => send({ type: 'node-open', node: address, open: !open });
  return (
    <>
      <div class={`noderowline ${node.role}${current ? ' on' : ''}`} role="row" onClick={toggle} {...target}>
        <span role="cell" class="nodecell">
          <button
            type="button"
            data-row={address}
            tabIndex={address === stop ? 0 : -1}
            aria-expanded={open}
            aria-current={current ? 'true' : undefined}
            aria-label={name}
            onClick={(event) => {
              event.stopPropagation();
              toggle();
            }}
          >
            <i class={`dot ${node.role} ${node.health}`} />
            <Address address={address} />{' '}
            <span
              class={`cut xs ${troubles.length === 0 ? 'f3' : 'bad'}`}
              title={troubles.join('\n') || undefined}
            >
              {seen}
            </span>
          </button>
        </span>
        {silent && columns.length > 0 ? (
          <span
            role="cell"
            aria-colspan={columns.length}
            class="cut f2"
            style={{ gridColumn: `span ${columns.length}` }}
          >
            {(silence ? troubles : troubles.slice(1)).join(', ')}
          </span>
        ) : (
          columns.map(({ name, left, cell }) => (
            <span role="cell" key={name} class={`num ${left ? 'cut' : 'right'}`}>
              {cell(facts) ?? <span class="f3">–</span>}
            </span>
          ))
        )}
        <span role="cell" onClick={(event) => event.stopPropagation()}>
          <DemoSwitch state={state} send={send} address={address} />
        </span>
      </div>
      <NodeFailure state={state} address={address} />
      {open && <NodeDetails facts={facts} troubles={troubles} state={state} send={send} target={target} />}
    </>
  );
}

function NodeDetails({
  facts,
  troubles,
  state,
  send,
  target,
}: PanelProps & { facts: NodeFacts; troubles: string[]; target: MenuAttributes | undefined }) {
  const { node, shard, place } = facts;
  const { address, id } = node;
  const copy = (text: string) => send({ type: 'node-copy', node: address, text });
  const about: { name: string; text: string; mono?: boolean }[] = [
    ...(place === 'shard' ? [{ name: w.id, text: escapeForLine(id), mono: true }] : []),
    { name: w.health, text: troubles.join(', ') || c.health[node.health] },
    ...metricsOf(facts).filter(({ name }) => name !== w.slots),
  ];
  return (
    <div class="nodedetails" role="row" aria-label={w.details(address)} {...target}>
      <div role="cell">
        <dl>
          {about.map(({ name, text, mono }) => (
            <div key={name} class={mono ? 'wide' : undefined}>
              <dt>{name}</dt>
              <dd class={mono ? 'mono wrapany' : 'num wrapany'}>{text}</dd>
            </div>
          ))}
          {place !== 'alone' && (
            <div class="wide">
              <dt>
                {node === shard.primary ? w.slots : place === 'group' ? w.slotsOfGroup : w.slotsOfShard}
              </dt>
              <dd class="mono ranges">{w.ranges(shard.slotCount, allSlotRanges(shard.slots))}</dd>
            </div>
          )}
        </dl>
        <div class="row wrap">
          {place !== 'group' && (
            <button
              type="button"
              class="btn sm"
              disabled={state.session.currentNode === address}
              onClick={() => send({ type: 'current-node', node: address })}
            >
              {w.makeCurrent}
            </button>
          )}
          <button type="button" class="btn sm" onClick={() => copy(address)}>
            {w.copyAddress}
          </button>
          {place === 'shard' && (
            <button type="button" class="btn sm" onClick={() => copy(id)}>
              {w.copyId}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}
