/** What the move under way costs its two nodes: figures that the window reads anyway, beside those before it began. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { movesSlots } from '../../../shared/operations/moves-slots.ts';
import { busiest } from '../../kit/node-metrics.ts';
import { milliseconds } from '../../kit/numbers.ts';
import { Address, shardColour, ShardBadge } from '../../kit/parts.tsx';
import { Sparkline } from '../../kit/sparkline.tsx';
import { opsText } from './figures.ts';
import { heirsOf } from './shards.ts';
import type { WatchProps } from './watch-props.ts';
import { words } from './words.ts';

const w = words.progress;
/** Pixels: the addresses need the rest. */
const SPARK_WIDTH = 32;

/** The move under way; null if the step under way moves no slot. */
export function moveNow({ status: { plan, progress } }: WatchProps) {
  const action = progress === null ? undefined : plan.steps[progress.step]?.action;
  return action && movesSlots(action) ? action : null;
}

export function BothNodes(props: WatchProps) {
  const { status, watched, state } = props;
  const move = status.endedAt === null ? moveNow(props) : null;
  if (!move) return null;
  const heirs = heirsOf(watched.shards, state.topology, status.progress?.acting);
  const nodes = (['from', 'to'] as const).map((side) => ({
    side,
    name: {
      number: watched.shards.get(move[side])?.number ?? null,
      address: heirs.get(move[side]) ?? watched.shards.get(move[side])?.address ?? move[side].slice(0, 8),
    },
  }));
  const top = busiest(state.metrics);
  const missing = nodes.flatMap(({ name }) => whyMissing(name.address, props) ?? []);
  const before = nodes.flatMap(({ name: { address } }) => {
    const figures = watched.before[address];
    if (!figures || figures.ops === null || figures.latency === null) return [];
    return [w.beforeNode(address, opsText(figures.ops), milliseconds(figures.latency))];
  });
  return (
    <section>
      <table class="opnodefigures sm" aria-label={w.nodes}>
        <thead>
          <tr class="label">
            <th scope="col">{w.nodes}</th>
            <th scope="col" class="n">
              {w.ops}
            </th>
            <th scope="col" class="n" title={w.p99Title}>
              {w.p99}
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ side, name: { number, address } }) => {
            const one = state.metrics[address];
            const ops = one?.latest.ops ?? null;
            const p99 = status.p99Ms[address] ?? null;
            return (
              <tr key={side} data-shard={shardColour(number)}>
                <td>
                  <span class="row">
                    <ShardBadge shard={number} />
                    <Address address={address} />
                    <span class="f3">{side === 'from' ? w.fromNode : w.toNode}</span>
                    <span class="grow" />
                    <Sparkline samples={one?.samples ?? []} top={top} width={SPARK_WIDTH} />
                  </span>
                </td>
                <td class="n">{ops === null ? w.unknown : opsText(ops)}</td>
                <td class="n" title={p99 === null ? w.p99Unknown : undefined}>
                  {p99 === null ? w.unknown : milliseconds(p99)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {missing.map((text) => (
        <p key={text} class="xs f3 wrapany">
          {text}
        </p>
      ))}
      {before.length > 0 && <p class="xs f3 wrapany">{w.before(before.join(', '))}</p>}
    </section>
  );
}

/** Why a node's figures are missing; null if they are not. */
function whyMissing(node: NodeAddress, { state }: WatchProps): string | null {
  const latest = state.metrics[node]?.latest;
  if (!latest) return w.missing(node, w.unread);
  if (latest.ops !== null) return null;
  return w.missing(node, latest.refusal ?? w.silent);
}
