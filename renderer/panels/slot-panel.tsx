import { useState } from 'preact/hooks';
import { keySlot } from '../../shared/slots.ts';
import type { PanelProps, SlotPane } from '../state.ts';
import { ago, counted, grouped, milliseconds } from './figures.ts';
import { FailureText, MarkedKey, ShardBadge, shardColour } from './parts.tsx';
import { keyText, parseSlotQuery, type SlotQuery } from './slot-query.ts';
import { shardOfSlot } from './topology-lookup.ts';
import { VirtualList } from './virtual-list.tsx';

const FIRST = 100;
const LIMITS = [FIRST, 1000, 10_000];
const ROW = 24;

export function SlotPanel({ state, send }: PanelProps) {
  const query = parseSlotQuery(state.slot.text);
  const ask = (event: Event) => {
    event.preventDefault();
    if (query.kind !== 'empty') send({ type: 'ask-slot', slot: query.slot, limit: FIRST });
  };
  return (
    <>
      <form class="sec" onSubmit={ask}>
        <label class="label" for="slot-query">
          A key, or a slot from 0 to 16383
        </label>
        <div class="row">
          <input
            id="slot-query"
            class="input mono"
            value={state.slot.text}
            placeholder='user:{1012}:cart, 12706, "123"'
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => send({ type: 'slot-text', text: event.currentTarget.value })}
          />
          <button type="submit" class="btn" disabled={query.kind === 'empty'}>
            Ask
          </button>
        </div>
        {query.kind === 'slot' && (
          <p class="xs f3">
            A number is a slot. In quotes it is a key:{' '}
            <button
              type="button"
              class="link mono"
              onClick={() => send({ type: 'slot-text', text: `"${state.slot.text}"` })}
            >
              "{state.slot.text}"
            </button>
          </p>
        )}
      </form>
      {query.kind === 'empty' ? (
        <div class="blank">
          <p>
            Type a key to see which part of it is hashed, its slot, and who owns it. Enter asks the owner what
            else is in the slot.
          </p>
        </div>
      ) : (
        <Facts query={query} state={state} />
      )}
      {query.kind !== 'empty' && <Contents slot={query.slot} state={state} send={send} />}
    </>
  );
}

function Facts({
  query,
  state,
}: {
  query: Exclude<SlotQuery, { kind: 'empty' }>;
  state: PanelProps['state'];
}) {
  const { topology } = state;
  const shard = shardOfSlot(topology, query.slot);
  const number = shard?.number ?? null;
  return (
    <dl class="kv sec" data-shard={shardColour(number)}>
      {query.kind === 'key' && (
        <>
          <dt>Key</dt>
          <dd class="wrapany">
            <MarkedKey text={query.text} shard={number} />
          </dd>
          <dt>Hashed</dt>
          <dd>{query.text.tagged ? 'the part in braces' : 'the whole key'}</dd>
          <dt>CRC16</dt>
          <dd class="mono num">
            {query.crc} <span class="f3">mod 16384</span>
          </dd>
        </>
      )}
      <dt>Slot</dt>
      <dd class="mono num">{query.slot}</dd>
      <dt>Owner</dt>
      {shard ? (
        <dd class="row">
          <ShardBadge shard={number} />
          <span class="mono cut">{shard.primary?.address ?? 'no primary'}</span>
        </dd>
      ) : (
        <dd class={topology?.kind === 'cluster' ? 'bad' : 'f3'}>{ownerless(topology)}</dd>
      )}
      {shard && <dt>Replicas</dt>}
      {shard && (
        <dd class="mono wrapany">{shard.replicas.map(({ address }) => address).join(', ') || 'none'}</dd>
      )}
    </dl>
  );
}

function ownerless(topology: PanelProps['state']['topology']): string {
  if (!topology) return 'not connected';
  return topology.kind === 'cluster' ? 'nobody: the slot is not covered' : 'not a cluster: no slots';
}

function Contents({ slot, state, send }: PanelProps & { slot: number }) {
  const pane = state.slot;
  if (pane.asked?.slot !== slot)
    return (
      <div class="blank">
        <p class="f3">
          <kbd>Enter</kbd> asks the owner for the slot's keys.
        </p>
      </div>
    );
  if (pane.failure)
    return (
      <div class="blank">
        <FailureText failure={pane.failure} />
      </div>
    );
  if (!pane.detail)
    return (
      <div class="blank" role="status">
        <p>Asking the owner of slot {slot}…</p>
      </div>
    );
  return <Keys pane={pane} detail={pane.detail} state={state} send={send} />;
}

function Keys({
  pane,
  detail,
  state,
  send,
}: PanelProps & { pane: SlotPane; detail: NonNullable<SlotPane['detail']> }) {
  const { keys, count, node } = detail.parts[0]!;
  const [active, setActive] = useState(0);
  const shard = shardOfSlot(state.topology, detail.slot)?.number ?? null;
  const at = Math.min(active, keys.length - 1);
  const insert = (i: number) => {
    const key = keys[i];
    if (key) send({ type: 'insert-key', key });
  };
  const next = LIMITS.find((limit) => limit > keys.length);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: keys.length - 1 }[event.key];
    if (event.key === 'Enter') insert(at);
    else if (to !== undefined) setActive(Math.min(keys.length - 1, Math.max(0, to)));
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div class="row xs f3 sidehead" aria-busy={pane.pending} role="status">
        <span class="num">
          <b class="fg">{counted(count, 'key')}</b>
          {keys.length < count && `, first ${grouped(keys.length)}`}
        </span>
        <span class="grow" />
        <span class="cut">
          {node} · {milliseconds(detail.milliseconds)} ms · {ago(pane.detailAt, state.now)}
        </span>
      </div>
      {count === 0 ? (
        <div class="blank">
          <p>Slot {detail.slot} is empty.</p>
        </div>
      ) : (
        <VirtualList
          label={`Keys of slot ${detail.slot}. Enter puts one into the shell`}
          count={keys.length}
          size={() => ROW}
          active={at}
          version={detail}
          attributes={{ role: 'listbox', 'aria-activedescendant': `slot-key-${at}`, onKeyDown }}
          row={(i) => (
            <div
              id={`slot-key-${i}`}
              role="option"
              aria-selected={i === at}
              class="slotkey cut"
              title="Puts the key into the shell"
              onClick={() => {
                setActive(i);
                insert(i);
              }}
            >
              <MarkedKey text={keyText(keys[i]!)} shard={shard} />
            </div>
          )}
        />
      )}
      {keys.length < count && next !== undefined && (
        <div class="sec row">
          <button
            type="button"
            class="btn"
            disabled={pane.pending}
            onClick={() => send({ type: 'ask-slot', slot: detail.slot, limit: next })}
          >
            {pane.pending ? 'Loading…' : `Load up to ${grouped(next)}`}
          </button>
        </div>
      )}
      {keys.some((key) => keySlot(key) !== detail.slot) && (
        <p class="sec failure bad">The server listed keys that do not hash to this slot.</p>
      )}
    </>
  );
}
