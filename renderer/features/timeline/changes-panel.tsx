/** The timeline: what happened to the cluster, newest first. */
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Change } from '../../../shared/cluster/change.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
import { clockTime, dayOf } from '../../../shared/format/clock.ts';
import type { PanelProps } from '../../window/state.ts';
import { allSlotRanges, slotRanges } from '../../kit/numbers.ts';
import { changeText, describeChange, groupOf, type ChangePart } from './describe-change.ts';
import { CHANGE_GROUPS } from './state.ts';
import { Arrow, FailureText, ShardBadge } from '../../kit/parts.tsx';
import { menuTarget } from '../../kit/menu-target.ts';
import { useRowFocus } from '../../kit/row-focus.ts';
import { VirtualList } from '../../kit/virtual-list.tsx';
import { timelineWords } from './words.ts';

const FORMS = ['text', 'csv', 'json'] as const;

export function ChangesPanel({ state, send }: PanelProps) {
  const { changes, hidden } = state.timeline;
  const { language } = state;
  const words = timelineWords(language);
  const rows = useMemo(
    () => changes.filter(({ kind }) => !hidden.has(groupOf(kind))).reverse(),
    [changes, hidden],
  );
  const order = useMemo(() => rows.map(({ id }) => String(id)), [rows]);
  const [at, move] = useState<string | null>(null);
  const kept = Math.max(0, at === null ? 0 : order.indexOf(at));
  const stop = order[kept] ?? null;
  const focus = useRowFocus(order, stop, move);
  if (changes.length === 0)
    return (
      <div class="blank">
        <p>{words.empty}</p>
      </div>
    );
  return (
    <>
      <div class="changeshead">
        <div class="seg" role="group" aria-label={words.kinds}>
          {CHANGE_GROUPS.map((group) => (
            <button
              key={group}
              type="button"
              aria-pressed={!hidden.has(group)}
              onClick={() => send({ type: 'changes-group', group, shown: hidden.has(group) })}
            >
              {words.groups[group]}
            </button>
          ))}
        </div>
        <span class="grow" />
        {FORMS.map((form) => (
          <button
            key={form}
            type="button"
            class="btn quiet sm"
            title={words.export[form].hint}
            aria-label={words.export[form].name}
            onClick={() => send({ type: 'changes-export', form })}
          >
            {words.export[form].button}
          </button>
        ))}
      </div>
      <Exported state={state} />
      {rows.length === 0 && (
        <div class="blank" role="status">
          <p>{words.allHidden({ count: changes.length })}</p>
        </div>
      )}
      <VirtualList
        label={words.list}
        count={rows.length}
        kept={kept}
        attributes={{ tabIndex: -1, ...focus }}
        size={(i) => (startsDay(rows, i, state.now) ? 54 : 28)}
        rowKey={(i) => rows[i]!.id}
        measured
        version={`${changes.at(-1)?.id} ${rows.length} ${language}`}
        row={(i) => (
          <>
            {startsDay(rows, i, state.now) && <h2 class="changeday label">{dayOf(rows[i]!.at)}</h2>}
            <ChangeRow change={rows[i]!} isStop={i === kept} language={language} send={send} />
          </>
        )}
      />
    </>
  );
}

function Exported({ state: { timeline } }: Pick<PanelProps, 'state'>) {
  const { exported } = timeline;
  if (!exported) return null;
  if ('failure' in exported)
    return (
      <div class="changesnote">
        <FailureText failure={exported.failure} />
      </div>
    );
  return (
    <p class="changesnote xs f2 wrapany" role="status">
      {exported.text}
    </p>
  );
}

interface RowProps {
  change: Change;
  /** The row that Tab stops at. */
  isStop: boolean;
  language: LanguageName;
  send: PanelProps['send'];
}

function ChangeRow({ change, isStop, language, send }: RowProps) {
  const { id, kind } = change;
  return (
    <article
      class="change"
      aria-label={changeText(change, language)}
      data-row={id}
      tabIndex={isStop ? 0 : -1}
      {...menuTarget({ kind: 'change', id, group: groupOf(kind) })}
    >
      <time
        class="mono f3"
        dateTime={new Date(change.at).toISOString()}
        title={new Date(change.at).toString()}
      >
        {clockTime(change.at)}
      </time>
      <p>{describeChange(change, language).map((part) => pieceOf(part, language, send))}</p>
    </article>
  );
}

/** Slots link to the map, a node to its details. */
function pieceOf(part: ChangePart, language: LanguageName, send: PanelProps['send']): ComponentChildren {
  const words = timelineWords(language);
  switch (part.kind) {
    case 'shard':
      return [<ShardBadge shard={part.shard} isGroup={part.isGroup} />, ' '];
    case 'arrow':
      return [<Arrow />, ' '];
    case 'node':
      return [
        <button
          type="button"
          class="mono changelink"
          title={words.showNode({ node: part.node })}
          {...menuTarget({ kind: 'node', address: part.node })}
          onClick={() => {
            send({ type: 'node-show', node: part.node });
            send({ type: 'action', name: 'show-nodes' });
          }}
        >
          {part.node}
        </button>,
        ' ',
      ];
    case 'slots':
      return [
        <button
          type="button"
          class="mono changelink"
          title={words.showSlots({ ranges: allSlotRanges(part.slots).slice(0, 1000) })}
          {...menuTarget({ kind: 'slots', ...part.slots[0]! })}
          onClick={() => {
            const { first, last } = part.slots[0]!;
            send({ type: 'map-cursor', slot: last, extend: false });
            send({ type: 'map-cursor', slot: first, extend: true });
            send({ type: 'action', name: 'show-map' });
          }}
        >
          {slotRanges(part.slots)}
        </button>,
        ' ',
      ];
    case 'words':
      return [
        <span class={part.tone === 'bad' || part.tone === 'warn' ? part.tone : 'f2'}>{part.text}</span>,
        ' ',
      ];
  }
}

/** True for the first change of a day before today: its date is shown above it. */
const startsDay = (rows: readonly Change[], i: number, now: number): boolean => {
  const day = dayOf(rows[i]!.at);
  return day !== (i === 0 ? dayOf(now) : dayOf(rows[i - 1]!.at));
};
