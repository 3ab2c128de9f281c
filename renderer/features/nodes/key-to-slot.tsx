import type { PanelProps } from '../../window/state.ts';
import { Arrow, MarkedKey, Shortcut, ShardBadge, shardColour } from '../../kit/parts.tsx';
import { hashingOf } from '../../../shared/slots/hashing.ts';
import { parseKeyQuery } from '../../kit/slot-query.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import { nodesWords } from './words.ts';

/** The calculator below the nodes: asks no server, uses only the hash and the map. */
export function KeyToSlot({ state, send }: PanelProps) {
  const { common, keyToSlot: w } = nodesWords(state.language);
  const query = parseKeyQuery(state.nodes.keyToSlot, hashingOf(state.topology));
  const shard = query.kind === 'key' ? shardOfSlot(state.topology, query.slot) : null;
  const open = (event: Event) => {
    event.preventDefault();
    if (query.kind !== 'key') return;
    // A number would be a slot in the Slot panel; quoted it stays a key.
    const text = /^\d+$/.test(state.nodes.keyToSlot) ? `"${state.nodes.keyToSlot}"` : state.nodes.keyToSlot;
    send({ type: 'ask-slot', slot: query.slot, limit: 100, text });
  };
  const showMore = () => {
    if (state.nodes.keyToSlot !== '') send({ type: 'calculator-add', text: state.nodes.keyToSlot });
    send({ type: 'action', name: 'show-calculator' });
  };
  return (
    <form class="keytoslot" onSubmit={open}>
      <div class="row">
        <label class="label" for="key-to-slot">
          {w.title}
        </label>
        <span class="grow" />
        <button type="button" class="link xs" title={w.moreHint} onClick={showMore}>
          {w.more}
        </button>
        <Shortcut keys="CmdOrCtrl+J" />
      </div>
      <input
        id="key-to-slot"
        class="input mono"
        value={state.nodes.keyToSlot}
        placeholder="user:{1012}:cart"
        autocomplete="off"
        spellcheck={false}
        title={w.hint}
        onInput={(event) => send({ type: 'key-to-slot', text: event.currentTarget.value })}
      />
      <output class="keyresult" for="key-to-slot" data-shard={shardColour(shard?.number ?? null)}>
        {query.kind === 'key' ? (
          <>
            <MarkedKey text={query.text} shard={shard?.number ?? null} />
            <div class="row xs">
              <span class="f3">{w.slot}</span>
              <span class="mono">{query.slot}</span>
              {shard && <Arrow />}
              {shard && <ShardBadge shard={shard.number} isGroup={state.topology?.codis !== undefined} />}
              <span class="grow" />
              {shard && <span class="mono f2 cut">{shard.primary?.address ?? common.noPrimary}</span>}
              {!shard && state.topology?.kind === 'cluster' && <span class="bad">{w.unowned}</span>}
            </div>
          </>
        ) : (
          <span class="xs f3">{w.rule}</span>
        )}
      </output>
    </form>
  );
}
