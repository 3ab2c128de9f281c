/** One shard of the Nodes view: what it has of the cluster, its nodes, and the details of those that are open. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import { troubleWords } from '../../../shared/cluster/info-trouble.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { slotHealth } from '../../../shared/cluster/slot-health.ts';
import { inDatabase } from '../../kit/database-words.ts';
import type { PanelProps } from '../../window/state.ts';
import { allSlotRanges, counted, grouped, slotRanges } from '../../kit/numbers.ts';
import { DemoSwitch, NodeFailure } from './node-row.tsx';
import { Address, ShardBadge, shardColour } from '../../kit/parts.tsx';
import { metricsOf, type columnsFor, type NodeFacts } from './columns.tsx';
import { HEALTH_WORDS, roleOf, troublesOf, type ShardRows, type ShardShare } from './node-words.ts';

type Props = PanelProps & {
  rows: ShardRows;
  share: ShardShare | undefined;
  clustered: boolean;
  columns: ReturnType<typeof columnsFor>;
  top: number;
  /** The node that Tab leads to. */
  stop: NodeAddress | null;
};

const HEAD = 37;
const ROW = 32;
const DETAILS = 180;

/** Pixels, as nodes-view.css draws it; details are measured once they are drawn. */
export const tableHeight = ({ nodes }: ShardRows, open: ReadonlySet<NodeAddress>): number =>
  HEAD + nodes.reduce((sum, { address }) => sum + ROW + (open.has(address) ? DETAILS : 0), 0);

export function ShardTable(props: Props) {
  const { rows, clustered, state, top } = props;
  const { shard, nodes } = rows;
  const proxy = state.topology?.kind === 'proxy';
  const name = clustered ? `Shard ${shard.number}` : proxy ? 'Proxy' : 'Server';
  return (
    <div class="shardtable" role="rowgroup" aria-label={name} data-shard={shardColour(shard.number)}>
      <div class="shardhead" role="row">
        <span class="row" role="cell">
          <ShardBadge shard={shard.number} />
          <b>{name}</b>
          <ShardFacts {...props} />
        </span>
      </div>
      {nodes.map((node) => {
        const metrics = state.metrics[node.address];
        const facts: NodeFacts = {
          node,
          shard,
          clustered,
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

function ShardFacts({ rows: { shard }, share, clustered, state }: Props) {
  if (!clustered)
    return (
      <span class="f3 sm">
        {state.topology?.kind === 'proxy'
          ? 'the servers behind it cannot be asked'
          : state.topology?.kind === 'unmapped'
            ? 'the other nodes are not known'
            : 'not in a cluster: no slots'}
      </span>
    );
  const { skew = null } = share ?? {};
  const unserved = state.topology && slotHealth(state.topology).unserved.get(shard.number);
  return (
    <span class="shardfacts f3 sm num">
      <span class="mono f2" title={allSlotRanges(shard.slots)}>
        {slotRanges(shard.slots)}
      </span>
      <span>{counted(shard.slotCount, 'slot')}</span>
      {share && share.keys !== null && (
        <span>
          {counted(share.keys, 'key')}
          {inDatabase(state.session.database, state.metrics)}
          {share.share !== null && `, ${(share.share * 100).toFixed(1)}%`}
        </span>
      )}
      {skew !== null && (
        <span
          class={share?.uneven ? 'warn' : undefined}
          title="Its share of all keys by its share of the slots: 1 where keys are spread evenly"
        >
          skew {skew.toFixed(2)}
        </span>
      )}
      {shard.primary && <span>epoch {shard.primary.configEpoch}</span>}
      {unserved && (
        <span class="bad cut" title={`${unserved.message} ${unserved.advice}`}>
          {unserved.cause === 'suspected' ? 'may not be served' : 'not served'}
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
  // A node that does not answer has no figures, but something to say in their place.
  const silent = troubles.length > 0 && (stats?.latency ?? null) === null;
  const role = roleOf(node, state.topology);
  // The cluster's own word says more than our questions do.
  const silence = stats?.trouble && node.health === 'online' ? troubleWords(stats.trouble).short : null;
  const seen = silent ? (silence ?? troubles[0]!) : troubles.join(', ') || (current ? 'current' : role);
  // The visible text comes first: voice control finds a button by it.
  const about = [seen, role, ...troubles, HEALTH_WORDS[node.health], current ? 'current node' : ''];
  const name = [address, ...new Set(about)].filter(Boolean).join(', ');
  const toggle = () => send({ type: 'node-open', node: address, open: !open });
  return (
    <>
      <div class={`noderowline ${node.role}${current ? ' on' : ''}`} role="row" onClick={toggle}>
        <span role="cell" class="nodecell">
          <button
            type="button"
            data-node={address}
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
      {open && <NodeDetails facts={facts} troubles={troubles} state={state} send={send} />}
    </>
  );
}

function NodeDetails({
  facts,
  troubles,
  state,
  send,
}: PanelProps & { facts: NodeFacts; troubles: string[] }) {
  const { node, shard, clustered } = facts;
  const { address, id } = node;
  const copy = (text: string) => send({ type: 'node-copy', node: address, text });
  const about: { name: string; text: string; mono?: boolean }[] = [
    ...(clustered ? [{ name: 'Id', text: escapeForLine(id), mono: true }] : []),
    { name: 'Health', text: troubles.join(', ') || HEALTH_WORDS[node.health] },
    ...metricsOf(facts).filter(({ name }) => name !== 'Slots'),
  ];
  return (
    <div class="nodedetails" role="row" aria-label={`Details of ${address}`}>
      <div role="cell">
        <dl>
          {about.map(({ name, text, mono }) => (
            <div key={name} class={mono ? 'wide' : undefined}>
              <dt>{name}</dt>
              <dd class={mono ? 'mono wrapany' : 'num wrapany'}>{text}</dd>
            </div>
          ))}
          {clustered && (
            <div class="wide">
              <dt>{node === shard.primary ? 'Slots' : 'Slots of its shard'}</dt>
              <dd class="mono ranges">
                {grouped(shard.slotCount)}: {allSlotRanges(shard.slots)}
              </dd>
            </div>
          )}
        </dl>
        <div class="row wrap">
          <button
            type="button"
            class="btn sm"
            disabled={state.session.currentNode === address}
            onClick={() => send({ type: 'current-node', node: address })}
          >
            Make it the current node
          </button>
          <button type="button" class="btn sm" onClick={() => copy(address)}>
            Copy address
          </button>
          {clustered && (
            <button type="button" class="btn sm" onClick={() => copy(id)}>
              Copy id
            </button>
          )}
        </div>
      </div>
    </div>
  );
}
