import { hashingOf } from '../../../shared/slots/hashing.ts';
import type { PanelProps } from '../../window/state.ts';
import { unmappedText } from '../../kit/unmapped.ts';
import { FailureText } from '../../kit/parts.tsx';
import { SlotFacts } from './slot-facts.tsx';
import { SlotKeys, STEPS } from './slot-keys.tsx';
import { parseSlotQuery } from '../../kit/slot-query.ts';
import { words } from './words.ts';

const w = words.panel;

export function SlotPanel({ state, send }: PanelProps) {
  const { text } = state.slot;
  const hashing = hashingOf(state.topology);
  const query = parseSlotQuery(text, hashing);
  const ask = (event: Event) => {
    event.preventDefault();
    if (query.kind !== 'empty') send({ type: 'ask-slot', slot: query.slot, limit: STEPS[0], text });
  };
  return (
    <div class="slotpanel">
      <form class="sec" onSubmit={ask}>
        <label class="label" for="slot-query">
          {w.query(hashing.slots)}
        </label>
        <div class="row">
          <input
            id="slot-query"
            class="input mono"
            value={text}
            placeholder='user:{1012}:cart, 12706, "123"'
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => send({ type: 'slot-text', text: event.currentTarget.value })}
          />
          <button type="submit" class="btn" disabled={query.kind === 'empty'}>
            {w.ask}
          </button>
        </div>
        {query.kind === 'slot' && (
          <p class="xs f3">
            {w.isSlot}{' '}
            <button
              type="button"
              class="link mono"
              onClick={() => send({ type: 'slot-text', text: `"${text}"` })}
            >
              "{text}"
            </button>
          </p>
        )}
      </form>
      {query.kind === 'empty' ? (
        <div class="blank">
          <p>{w.empty}</p>
        </div>
      ) : (
        <>
          <SlotFacts query={query} state={state} />
          <Contents slot={query.slot} state={state} send={send} />
        </>
      )}
    </div>
  );
}

function Contents({ slot, state, send }: PanelProps & { slot: number }) {
  const { slot: pane, topology } = state;
  if (!topology)
    return (
      <div class="blank">
        <p>{w.notConnected(slot)}</p>
      </div>
    );
  if (topology.kind === 'unmapped')
    return (
      <div class="blank">
        <p>{unmappedText(topology)}</p>
      </div>
    );
  if (topology.kind === 'proxy' && !topology.codis)
    return (
      <div class="blank">
        <p>{w.proxy}</p>
      </div>
    );
  if (topology.kind === 'standalone')
    return (
      <div class="blank">
        <p>{w.standalone(slot)}</p>
        <button
          type="button"
          class="link mono"
          onClick={() => send({ type: 'insert-command', name: 'SCAN 0 COUNT 1000', keys: [] })}
        >
          SCAN 0 COUNT 1000
        </button>
      </div>
    );
  if (pane.asked?.slot !== slot)
    return (
      <div class="blank">
        <p class="f3">
          <kbd>Enter</kbd> {w.toAsk}
        </p>
      </div>
    );
  if (pane.detail) return <SlotKeys pane={pane} detail={pane.detail} state={state} send={send} />;
  return pane.failure ? (
    <div class="blank">
      <FailureText failure={pane.failure} />
    </div>
  ) : (
    <div class="blank" role="status">
      <p>{w.asking(slot)}</p>
    </div>
  );
}
