import type { PanelProps } from '../../window/state.ts';
import { words } from './words.ts';

const w = words.answers;

/** From a hot tag or a skewed shard to the form of a rebalance. Nothing outside a cluster. */
export function RebalanceButtons({ state, send }: PanelProps) {
  if (state.topology?.kind !== 'cluster') return null;
  return (
    <p class="row wrap sm">
      {(['keys', 'bytes'] as const).map((by) => (
        <button
          key={by}
          type="button"
          class="btn sm"
          onClick={() => send({ type: 'operations-open', request: { kind: 'rebalance', by } })}
        >
          {w.rebalance[by]}
        </button>
      ))}
      <span class="xs f3">{w.rebalanceNote}</span>
    </p>
  );
}
