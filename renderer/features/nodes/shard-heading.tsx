/** The heading of a shard: a row of its list for the keyboard, with the menu of the shard. */
import type { Shard } from '../../../shared/cluster/topology.ts';
import { ShardBadge } from '../../kit/parts.tsx';
import type { PanelProps } from '../../window/state.ts';
import { headingOf, type Place } from './node-words.ts';
import { nodesWords } from './words.ts';

interface Props extends Pick<PanelProps, 'state' | 'send'> {
  shard: Shard;
  place: Place;
  name: string;
  /** True if Tab stops here. */
  stop: boolean;
}

export function ShardHeading({ shard, place, name, stop, state, send }: Props) {
  const { number } = shard;
  const badge = !(state.topology?.codis && place === 'alone') && (
    <ShardBadge shard={number} isGroup={place === 'group'} />
  );
  if (place !== 'shard')
    return (
      <>
        {badge}
        <b>{name}</b>
      </>
    );
  return (
    <button
      type="button"
      class="shardname"
      data-row={headingOf(shard)}
      tabIndex={stop ? 0 : -1}
      aria-haspopup="menu"
      title={nodesWords(state.language).common.shardMenu}
      onClick={({ currentTarget }) => {
        const { left, bottom } = currentTarget.getBoundingClientRect();
        send({ type: 'menu-open', subject: { kind: 'shard', number }, x: left, y: bottom });
      }}
    >
      <span aria-hidden="true">{badge}</span>
      <b>{name}</b>
    </button>
  );
}
