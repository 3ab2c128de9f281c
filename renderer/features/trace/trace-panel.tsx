import { useMemo, useState } from 'preact/hooks';
import type { Hop, HopOutcome } from '../../../shared/session/execution.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
import { traceOf, type TraceEntry } from './trace-entry.ts';
import { hopText } from './trace-text.ts';
import type { PanelProps } from '../../window/state.ts';
import { byteSize, milliseconds, portOf } from '../../kit/numbers.ts';
import { ShardBadge, shardColour } from '../../kit/parts.tsx';
import { menuTarget } from '../../kit/menu-target.ts';
import { useRowFocus } from '../../kit/row-focus.ts';
import { VirtualList } from '../../kit/virtual-list.tsx';
import { traceWords } from './words.ts';

type Words = ReturnType<typeof traceWords>;

export function TracePanel({ state, send }: PanelProps) {
  const { active, language } = state;
  const trace = useMemo(() => traceOf(state.trace, active), [state.trace, active]);
  const words = traceWords(language);
  const order = useMemo(() => trace.map(({ id }) => String(id)), [trace]);
  const [at, move] = useState<string | null>(null);
  const kept = Math.max(0, at === null ? 0 : order.indexOf(at));
  const focus = useRowFocus(order, order[kept] ?? null, move);
  if (trace.length === 0)
    return (
      <div class="blank" role="status">
        <p>{words.empty}</p>
        <p class="f3">{words.tryOne}</p>
        <p class="mono sm">set k1 v1</p>
      </div>
    );
  // Outside a cluster there are no shards, so none is unknown.
  const sharded = state.topology?.kind === 'cluster' || state.topology === null;
  const hops = trace.flatMap((entry) => entry.hops);
  const moved = hops.filter(({ outcome }) => outcome === 'moved').length;
  const asked = hops.filter(({ outcome }) => outcome === 'ask').length;
  return (
    <>
      <div class="row xs f3 sidehead">
        <span>{words.order}</span>
        <span class="grow" />
        <span class="num">{words.sum({ commands: trace.length, moved, ask: asked })}</span>
      </div>
      <VirtualList
        label={words.list}
        count={trace.length}
        size={(i) => entryHeight(trace[i]!)}
        rowKey={(i) => trace[i]!.id}
        kept={kept}
        attributes={{ tabIndex: -1, ...focus }}
        version={`${active} ${trace[0]?.id} ${sharded} ${language}`}
        row={(i) => (
          <Entry entry={trace[i]!} isStop={i === kept} sharded={sharded} language={language} send={send} />
        )}
      />
    </>
  );
}

const LINE = 20;
/** Padding and hairline of an entry. */
const FRAME = 17;

/** As inspector.css draws it, so that nothing is measured. */
export function entryHeight(entry: TraceEntry): number {
  const lessons = entry.hops.filter(({ outcome }) => outcome === 'moved' || outcome === 'ask').length;
  return FRAME + LINE * (1 + entry.hops.length + lessons + (entry.failure ? 1 : 0) + (entry.large ? 1 : 0));
}

interface EntryProps {
  entry: TraceEntry;
  /** The row that Tab stops at. */
  isStop: boolean;
  sharded: boolean;
  language: LanguageName;
  send: PanelProps['send'];
}

function Entry({ entry, isStop, sharded, language, send }: EntryProps) {
  const words = traceWords(language);
  const { large } = entry;
  return (
    <article
      class="t"
      aria-label={entry.command}
      data-row={entry.id}
      tabIndex={isStop ? 0 : -1}
      {...menuTarget({ kind: 'trace', shell: entry.shell, id: entry.id })}
    >
      <h2>
        <bdi class="cut grow" title={entry.command}>
          {entry.command}
        </bdi>
        <span>{words.took({ time: milliseconds(entry.milliseconds) })}</span>
      </h2>
      {entry.hops.map((hop, i) => (
        <HopRow key={i} hop={hop} entry={entry} sharded={sharded} language={language} />
      ))}
      {entry.hops.map((hop, i) => (
        <Lesson key={i} hop={hop} last={i === entry.hops.length - 1} words={words} />
      ))}
      {entry.failure && (
        <p class="learn bad cut" title={`${entry.failure.message} ${entry.failure.advice}`}>
          {entry.failure.message}
        </p>
      )}
      {large && (
        <p class="learn">
          <button type="button" class="link" onClick={() => send({ type: 'open-reply', large })}>
            {words.openReply({ size: byteSize(large.bytes) })}
          </button>
        </p>
      )}
    </article>
  );
}

const TONES: { readonly [O in HopOutcome]: '' | 'moved' | 'ask' | 'try' | 'fail' } = {
  reply: '',
  error: 'fail',
  moved: 'moved',
  ask: 'ask',
  tryagain: 'try',
  clusterdown: 'try',
  loading: 'try',
  masterdown: 'try',
  readonly: 'fail',
  crossslot: 'fail',
  unreachable: 'fail',
  lost: 'fail',
};

function HopRow({ hop, entry, sharded, language }: Omit<EntryProps, 'send' | 'isStop'> & { hop: Hop }) {
  const words = traceWords(language);
  const says = hopText(hop, entry, language);
  return (
    <div class="hop">
      {sharded || hop.shard !== null ? (
        <ShardBadge shard={hop.shard} isGroup={entry.routedBy === 'proxy'} />
      ) : (
        <span />
      )}
      <span class="at" title={hop.node} {...menuTarget({ kind: 'node', address: hop.node })}>
        {portOf(hop.node)}
      </span>
      <span class="what" title={hop.detail || says}>
        <span class={`k ${TONES[hop.outcome]}`}>
          {hop.outcome === 'reply' ? words.reply : hop.outcome.toUpperCase()}
        </span>
        <bdi class="cut">{says}</bdi>
      </span>
      <span class="ms">{milliseconds(hop.milliseconds)}</span>
    </div>
  );
}

/** The change that the hop made to the slot cache; shown only for MOVED and ASK. */
function Lesson({ hop, last, words }: { hop: Hop; last: boolean; words: Words }) {
  if (hop.outcome === 'ask') return <p class="learn">{words.askTeachesNothing}</p>;
  if (hop.outcome !== 'moved') return null;
  const { learned } = hop;
  if (!learned) return <p class="learn">{last ? words.notFollowed : words.knownAlready}</p>;
  return (
    <p class="learn cut" title={words.change({ from: learned.from ?? 'none', to: learned.to })}>
      {words.learned} <span class="mono f2">{learned.slot}</span> →{' '}
      <span class="st" data-shard={shardColour(learned.shard)}>
        {learned.shard === null ? learned.to : words.shard({ shard: learned.shard })}
      </span>
    </p>
  );
}
