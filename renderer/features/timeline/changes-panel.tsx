/** The timeline: what happened to the cluster, the newest first. */
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Change } from '../../../shared/cluster/change.ts';
import { clockTime } from '../../../shared/format/clock.ts';
import { CHANGE_GROUPS, type ChangeGroup } from '../../kit/change-groups.ts';
import type { PanelProps } from '../../window/state.ts';
import { allSlotRanges, counted, slotRanges } from '../../kit/numbers.ts';
import { changeText, describeChange, GROUP_OF, type ChangePart } from './describe-change.ts';
import { Arrow, FailureText, ShardBadge } from '../../kit/parts.tsx';
import { VirtualList } from '../../kit/virtual-list.tsx';

const GROUP_WORDS: { readonly [G in ChangeGroup]: string } = {
  slots: 'Slots',
  nodes: 'Nodes',
  redirects: 'Redirects',
};
const FORMS = [
  { form: 'text', label: 'Copy' },
  { form: 'csv', label: 'CSV' },
  { form: 'json', label: 'JSON' },
] as const;

export function ChangesPanel({ state, send }: PanelProps) {
  const { timeline } = state;
  const hidden = state.nodes.hiddenChanges;
  const rows = useMemo(
    () => timeline.filter(({ kind }) => !hidden.has(GROUP_OF[kind])).reverse(),
    [timeline, hidden],
  );
  if (timeline.length === 0)
    return (
      <div class="blank">
        <p>Failovers, lost nodes and moved slots will stand here, with the time they were seen.</p>
      </div>
    );
  return (
    <>
      <div class="changeshead">
        <div class="seg" role="group" aria-label="Kinds of changes">
          {CHANGE_GROUPS.map((group) => (
            <button
              key={group}
              type="button"
              aria-pressed={!hidden.has(group)}
              onClick={() => send({ type: 'changes-group', group, shown: hidden.has(group) })}
            >
              {GROUP_WORDS[group]}
            </button>
          ))}
        </div>
        <span class="grow" />
        {FORMS.map(({ form, label }) => (
          <button
            key={form}
            type="button"
            class="btn quiet sm"
            title={
              form === 'text' ? 'Copy the whole timeline as text' : `Save the whole timeline as ${label}`
            }
            aria-label={form === 'text' ? 'Copy the timeline' : `Save the timeline as ${label}`}
            onClick={() => send({ type: 'changes-export', form })}
          >
            {label}
          </button>
        ))}
      </div>
      <Exported state={state} />
      {rows.length === 0 && (
        <div class="blank" role="status">
          <p>{counted(timeline.length, 'change')} of kinds that are not shown.</p>
        </div>
      )}
      <VirtualList
        label="Changes, newest first"
        count={rows.length}
        size={(i) => (startsDay(rows, i, state.now) ? 54 : 28)}
        rowKey={(i) => rows[i]!.id}
        measured
        version={`${timeline.at(-1)?.id} ${rows.length}`}
        row={(i) => (
          <>
            {startsDay(rows, i, state.now) && <h2 class="changeday label">{dayOf(rows[i]!.at)}</h2>}
            <ChangeRow change={rows[i]!} send={send} />
          </>
        )}
      />
    </>
  );
}

function Exported({ state: { nodes } }: Pick<PanelProps, 'state'>) {
  const { exported } = nodes;
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

function ChangeRow({ change, send }: { change: Change; send: PanelProps['send'] }) {
  return (
    <article class="change" aria-label={changeText(change)}>
      <time
        class="mono f3"
        dateTime={new Date(change.at).toISOString()}
        title={new Date(change.at).toString()}
      >
        {clockTime(change.at)}
      </time>
      <p>{describeChange(change).map((part) => pieceOf(part, send))}</p>
    </article>
  );
}

/** Slots lead to the map, a node to its details. */
function pieceOf(part: ChangePart, send: PanelProps['send']): ComponentChildren {
  switch (part.kind) {
    case 'shard':
      return [<ShardBadge shard={part.shard} />, ' '];
    case 'arrow':
      return [<Arrow />, ' '];
    case 'node':
      return [
        <button
          type="button"
          class="mono changelink"
          title={`Show ${part.node} among the nodes`}
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
          title={`${allSlotRanges(part.slots).slice(0, 1000)}\nClick: show in the slot map`}
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

const two = (n: number) => String(n).padStart(2, '0');
const dayOf = (at: number) => {
  const time = new Date(at);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
};

/** Whether a date stands above: the first change of a day before today. */
const startsDay = (rows: readonly Change[], i: number, now: number): boolean => {
  const day = dayOf(rows[i]!.at);
  return day !== (i === 0 ? dayOf(now) : dayOf(rows[i - 1]!.at));
};
