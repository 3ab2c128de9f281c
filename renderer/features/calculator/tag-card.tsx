import { useMemo } from 'preact/hooks';
import { escapeBytes } from '../../../shared/format/escape.ts';
import type { Topology } from '../../../shared/cluster/topology.ts';
import type { TagWish } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { utf8 } from '../../../shared/resp/resp.ts';
import {
  findLandings,
  placeLetters,
  TAG_WAYS,
  wantedSlots,
  type Landing,
  type TagWay,
} from '../../../shared/slots/tag-finder.ts';
import { MarkedKey } from '../../kit/parts.tsx';
import { keyText, parseKeyQuery } from '../../kit/slot-query.ts';
import { allNodes, shardOfSlot } from '../../kit/topology-lookup.ts';
import type { KeyLines } from './key-lines.ts';
import { Owner } from './owner-cell.tsx';
import { wantedBy } from './wanted.ts';
import { words } from './words.ts';

const w = words.finder;

const MORE = 5;
const MOST = 200;
const OWN_SHOWN = 5;
const NOTHING = new Uint8Array();

/** Finds letters that make a key land in the slot or shard the user wants. */
export function TagCard({
  lines,
  selected,
  state,
  send,
}: PanelProps & { lines: KeyLines; selected: Uint8Array | null }) {
  const { calculator, topology } = state;
  const { wish } = calculator;
  const text = wish.key ?? (selected ? typedForm(selected) : '');
  const query = parseKeyQuery(text);
  const key = query.kind === 'key' ? query.key : NOTHING;
  const found = useMemo(() => search(text, key, wish, topology), [text, wish, topology]);
  const change = (change: Partial<TagWish>) => send({ type: 'calculator-wish', wish: change });
  return (
    <section class="calccard" aria-label={w.title}>
      <h3>{w.title}</h3>
      <p class="sm f2">{w.about}</p>
      <label class="label" for="wish-key">
        {w.key}
      </label>
      <input
        id="wish-key"
        class="input mono"
        value={text}
        placeholder="user:1012:cart"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => change({ key: event.currentTarget.value })}
      />
      {wish.key !== null && selected && typedForm(selected) !== wish.key && (
        <button type="button" class="link xs" onClick={() => change({ key: null })}>
          {w.takeSelected}
        </button>
      )}
      <Target wish={wish} topology={topology} change={change} />
      <label class="label" for="wish-way">
        {w.how}
      </label>
      <select
        id="wish-way"
        class="input"
        value={wish.way}
        onChange={(event) => change({ way: event.currentTarget.value as TagWay })}
      >
        {TAG_WAYS.map((way) => (
          <option key={way} value={way}>
            {w.ways[way]}
          </option>
        ))}
      </select>
      <div class="landings" role="status" aria-label={w.landings}>
        {'problem' in found ? (
          <p class="sm f2">
            {found.problem}{' '}
            {found.ways.map((way) => (
              <button key={way} type="button" class="link" onClick={() => change({ way })}>
                {w.use(w.ways[way])}
              </button>
            ))}
          </p>
        ) : (
          <Landings landings={found.landings} state={state} send={send} />
        )}
      </div>
      {'landings' in found && found.landings.length >= wish.count && wish.count < MOST && (
        <button type="button" class="btn" onClick={() => change({ count: wish.count + MORE })}>
          {w.others}
        </button>
      )}
      {'landings' in found && <OwnKeys lines={lines} wanted={found.wanted} send={send} />}
    </section>
  );
}

type Search = { problem: string; ways: TagWay[] } | { landings: Landing[]; wanted: Uint8Array };

function search(text: string, key: Uint8Array, wish: TagWish, topology: Topology | null): Search {
  const target = wantedBy(wish, topology);
  if ('problem' in target) return { problem: target.problem, ways: [] };
  const placement = placeLetters(key, wish.way);
  if (placement.problem) {
    const ways = TAG_WAYS.filter((way) => placeLetters(key, way).problem === '');
    return { problem: placement.problem, ways };
  }
  const wanted = wantedSlots(target.ranges);
  const landings = findLandings(placement, wanted, wish.count);
  if (landings.length === 0) return { problem: w.noLetters, ways: [] };
  return { landings, wanted };
}

function Target({
  wish,
  topology,
  change,
}: {
  wish: TagWish;
  topology: Topology | null;
  change: (change: Partial<TagWish>) => void;
}) {
  const number = (name: 'slot' | 'first' | 'last', label: string) => (
    <input
      class="input mono"
      inputMode="numeric"
      aria-label={label}
      placeholder={name === 'last' ? '16383' : '0'}
      value={wish[name]}
      onInput={(event) => change({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <label class="label" for="wish-kind">
        {w.landsIn}
      </label>
      <div class="row">
        <select
          id="wish-kind"
          class="input kind"
          value={wish.kind}
          onChange={(event) => change({ kind: event.currentTarget.value as TagWish['kind'] })}
        >
          {Object.entries(w.kinds).map(([kind, label]) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </select>
        {wish.kind === 'slot' && number('slot', w.wantedSlot)}
        {wish.kind === 'range' && (
          <>
            {number('first', w.firstSlot)}
            <span class="f3">{w.to}</span>
            {number('last', w.lastSlot)}
          </>
        )}
        {wish.kind === 'shard' && (
          <select
            class="input"
            aria-label={w.wantedShard}
            value={wish.shard}
            onChange={(event) => change({ shard: event.currentTarget.value })}
          >
            {(topology?.shards ?? []).map(({ number }) => (
              <option key={number} value={String(number)}>
                {w.shard(number)}
              </option>
            ))}
          </select>
        )}
        {wish.kind === 'node' && (
          <select
            class="input"
            aria-label={w.wantedNode}
            value={wish.node}
            onChange={(event) => change({ node: event.currentTarget.value })}
          >
            {allNodes(topology).map(({ address }) => (
              <option key={address} value={address}>
                {address}
              </option>
            ))}
          </select>
        )}
      </div>
    </>
  );
}

function Landings({ landings, state, send }: PanelProps & { landings: readonly Landing[] }) {
  return (
    <ul>
      {landings.map(({ key, letters, slot }) => (
        <li key={letters}>
          <span class="cut grow">
            <MarkedKey text={keyText(key)} shard={shardOfSlot(state.topology, slot)?.number ?? null} />
          </span>
          <span class="row xs">
            <span class="mono num">{slot}</span>
            <Owner topology={state.topology} slot={slot} />
            <span class="grow" />
            <button
              type="button"
              class="link"
              aria-label={w.copyKey(typedForm(key))}
              onClick={() => send({ type: 'calculator-copy', text: typedForm(key) })}
            >
              {w.copy}
            </button>
            <button
              type="button"
              class="link"
              aria-label={w.insertKey(typedForm(key))}
              onClick={() => send({ type: 'insert-key', key })}
            >
              {w.insert}
            </button>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Keys of the table that already land there. */
function OwnKeys({
  lines,
  wanted,
  send,
}: Pick<PanelProps, 'send'> & { lines: KeyLines; wanted: Uint8Array }) {
  const own = useMemo(() => lines.keys.filter(({ slot }) => wanted[slot] === 1), [lines, wanted]);
  if (own.length === 0) return null;
  return (
    <div class="sm">
      <p class="f2">{w.ownKeys(own.length)}</p>
      <ul>
        {own.slice(0, OWN_SHOWN).map(({ line, key }) => (
          <li key={line} class="cut">
            <button
              type="button"
              class="link"
              onClick={() => send({ type: 'calculator-select', row: `line-${line}` })}
            >
              <MarkedKey text={keyText(key)} shard={null} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

const UNTYPEABLE = /^\s*["']|[\p{C}\p{Zl}\p{Zp}]/u;

/** The key as one line of the calculator's text. */
function typedForm(key: Uint8Array): string {
  const text = utf8(key);
  return text === null || (text !== '' && UNTYPEABLE.test(text)) ? `"${escapeBytes(key)}"` : text;
}
