/** The keys of a slot: a list that fetches details for the visible rows, a filter, and steps to load more. */
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { SlotDetail } from '../../../shared/slots/slot-model.ts';
import { hashingOf, slotOfKey } from '../../../shared/slots/hashing.ts';
import { inDatabase } from '../../kit/database-words.ts';
import type { SlotPane } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { FailureText } from '../../kit/parts.tsx';
import { menuBytes, menuTarget } from '../../kit/menu-target.ts';
import { parseKeyQuery } from '../../kit/slot-query.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import { VirtualList } from '../../kit/virtual-list.tsx';
import { KeyCard, RowActions } from './key-card.tsx';
import { KeyRow } from './key-row.tsx';
import { commonTags, keysAtBoth, listedKeys, tagPattern } from './listed-keys.ts';
import { SlotParts } from './slot-parts.tsx';
import { words } from './words.ts';

const w = words.list;

/** How many keys are asked for, step by step; the last is the call's limit. */
export const STEPS = [100, 1000, 10_000, 100_000] as const;
const ROW = 24;
const PAGE = 10;
/** With more keys than this, a filter appears. */
const FILTER_FROM = 20;
const NOTHING = new Uint8Array();
const encoder = new TextEncoder();

export function SlotKeys({ pane, detail, state, send }: PanelProps & { pane: SlotPane; detail: SlotDetail }) {
  const { slot, parts } = detail;
  const [active, setActive] = useState(0);
  const { rows, both, strange, onRange, keyOf, factsOf } = useRows(pane, detail, { state, send });
  const loaded = parts.reduce((sum, { keys }) => sum + keys.length, 0);
  const open = parts.some(({ role }) => role !== 'owner');
  const shard = shardOfSlot(state.topology, slot)?.number ?? null;
  const at = Math.min(active, rows.length - 1);
  const again = (limit: number = pane.asked?.limit ?? STEPS[0]) =>
    send({ type: 'ask-slot', slot, limit, text: pane.text });
  const select = (row: number) => {
    setActive(row);
    if (pane.note) send({ type: 'slot-note', text: '' });
  };
  const read = (row: number) => {
    const key = keyOf(row);
    if (key) send({ type: 'read-key', key, facts: factsOf(row) ?? null });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const key = keyOf(at);
    if (!key || event.altKey) return;
    const command = event.ctrlKey || event.metaKey;
    const to = stepTo(event.key, at, rows.length - 1);
    if (command && !event.shiftKey && event.key.toLowerCase() === 'c') send({ type: 'copy-slot-key', key });
    else if (command) return;
    else if (event.key === 'Enter') read(at);
    else if (event.key.toLowerCase() === 'i') send({ type: 'insert-key', key });
    else if (to !== undefined) select(to);
    else return;
    event.preventDefault();
  };
  const selected = keyOf(at);
  const where = inDatabase(detail.database, state.metrics);
  return (
    <>
      <SlotParts
        pane={pane}
        detail={detail}
        now={state.now}
        topology={state.topology}
        where={where}
        again={() => again()}
      />
      {loaded > FILTER_FROM && (
        <KeyFilter filter={pane.filter} shown={rows.length} loaded={loaded} send={send} />
      )}
      {rows.length === 0 ? (
        <div class="blank">
          <p>{noKeysText(detail, where)}</p>
        </div>
      ) : (
        <VirtualList
          label={w.title(slot)}
          count={rows.length}
          size={() => ROW}
          active={at}
          kept={at}
          version={rows}
          onRange={onRange}
          attributes={{ role: 'listbox', 'aria-activedescendant': `slot-key-${at}`, onKeyDown }}
          row={(row) => {
            const { part, index } = rows[row]!;
            return (
              <KeyOption
                row={row}
                count={rows.length}
                isSelected={row === at}
                onSelect={() => select(row)}
                onRead={() => read(row)}
                send={send}
                keyBytes={keyOf(row)!}
                part={parts[part]!}
                facts={factsOf(row)}
                open={open}
                both={part === 0 && both.has(index)}
                shard={shard}
                hashing={hashingOf(state.topology)}
              />
            );
          }}
        />
      )}
      {selected && (
        <KeyCard
          keyBytes={selected}
          part={parts[rows[at]!.part]!}
          facts={factsOf(at)}
          note={pane.note}
          send={send}
        />
      )}
      <More
        pane={pane}
        detail={detail}
        isCodis={state.topology?.codis !== undefined}
        again={again}
        send={send}
      />
      {pane.failure && (
        <div class="sec">
          <FailureText failure={pane.failure} />
        </div>
      )}
      {strange && <p class="sec failure bad">{w.strange}</p>}
    </>
  );
}

/** The listed keys, and the known facts about each row. */
function useRows(pane: SlotPane, detail: SlotDetail, { state: { topology }, send }: PanelProps) {
  const { slot, parts } = detail;
  const rows = useMemo(() => {
    const query = parseKeyQuery(pane.filter);
    return listedKeys(detail, query.kind === 'key' ? query.key : NOTHING);
  }, [detail, pane.filter]);
  const both = useMemo(() => keysAtBoth(parts), [parts]);
  const onRange = useCallback(
    (first: number, last: number) => send({ type: 'slot-rows', rows: rows.slice(first, last + 1) }),
    [rows, send],
  );
  const strange = useMemo(
    () => parts.some(({ keys }) => keys.some((key) => slotOfKey(topology, key) !== slot)),
    [parts, slot, topology?.codis !== undefined],
  );
  const keyOf = (row: number) => {
    const place = rows[row];
    return place && parts[place.part]!.keys[place.index]!;
  };
  const factsOf = (row: number) => {
    const place = rows[row];
    return place && pane.facts[place.part]?.known.get(place.index);
  };
  return { rows, both, strange, onRange, keyOf, factsOf };
}

type OptionProps = Parameters<typeof KeyRow>[0] & {
  row: number;
  count: number;
  isSelected: boolean;
  onSelect: () => void;
  onRead: () => void;
  send: PanelProps['send'];
};

function KeyOption({ row, count, isSelected, onSelect, onRead, send, ...key }: OptionProps) {
  return (
    <div
      id={`slot-key-${row}`}
      role="option"
      aria-selected={isSelected}
      aria-setsize={count}
      aria-posinset={row + 1}
      class="slotkey"
      {...menuTarget({ kind: 'key', hex: menuBytes(key.keyBytes) })}
      onClick={() => {
        onSelect();
        onRead();
      }}
    >
      <KeyRow {...key} />
      <RowActions
        insert={() => {
          onSelect();
          send({ type: 'insert-key', key: key.keyBytes });
        }}
        copy={() => {
          onSelect();
          send({ type: 'copy-slot-key', key: key.keyBytes });
        }}
      />
    </div>
  );
}

/** The row that a key leads to, within the list. */
function stepTo(key: string, at: number, last: number): number | undefined {
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + PAGE,
    PageUp: at - PAGE,
    Home: 0,
    End: last,
  }[key];
  return to === undefined ? undefined : Math.min(last, Math.max(0, to));
}

function noKeysText({ slot, parts }: SlotDetail, where: string): string {
  if (parts.some(({ keys }) => keys.length > 0)) return w.noMatch;
  return parts.some(({ count }) => count > 0) ? w.noneListed : w.empty(slot, where);
}

function KeyFilter(props: { filter: string; shown: number; loaded: number; send: PanelProps['send'] }) {
  return (
    <div class="sec row keyfilter">
      <input
        class="input mono"
        type="search"
        aria-label={w.filter}
        placeholder={w.filterHint}
        value={props.filter}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => props.send({ type: 'slot-filter', text: event.currentTarget.value })}
      />
      <span class="xs f3 num" role="status">
        {w.shown(props.shown, props.loaded)}
      </span>
    </div>
  );
}

function More({
  pane,
  detail,
  isCodis,
  again,
  send,
}: {
  pane: SlotPane;
  detail: SlotDetail;
  isCodis: boolean;
  again: (limit: number) => void;
  send: PanelProps['send'];
}) {
  const short = detail.parts.find(({ keys, count }) => keys.length < count);
  if (!short) return null;
  const listed = Math.max(...detail.parts.map(({ keys }) => keys.length));
  const next = STEPS.find((limit) => limit > listed);
  if (next !== undefined)
    return (
      <div class="sec row">
        <button
          type="button"
          class="btn"
          disabled={pane.pending}
          title={next === STEPS.at(-1) ? w.blocks : undefined}
          onClick={() => again(next)}
        >
          {pane.pending ? w.loading : w.load(next)}
        </button>
      </div>
    );
  const tag = commonTags(detail.parts)[0];
  const pattern = tag ? tagPattern(tag) : encoder.encode('*');
  const words = (...all: string[]) => all.map((word) => encoder.encode(word));
  const scan = isCodis
    ? { name: 'SLOTSSCAN', keys: words(String(detail.slot), '0', 'COUNT', '1000') }
    : { name: `@node:${short.node} SCAN 0 MATCH`, keys: [pattern, ...words('COUNT', '1000')] };
  return (
    <p class="sec xs f2">
      {w.useScan(STEPS.at(-1)!, isCodis)}{' '}
      <button type="button" class="link" onClick={() => send({ type: 'insert-command', ...scan })}>
        {isCodis ? w.insertSlotsScan : w.insertScan}
      </button>
    </p>
  );
}
