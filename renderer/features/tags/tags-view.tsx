import { isUnderWay, type TagsTab } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { NoCluster } from '../../kit/no-cluster.tsx';
import { FailureText } from '../../kit/parts.tsx';
import { AnswersPanel } from './answers-panel.tsx';
import { BiggestKeysPanel } from './biggest-keys.tsx';
import { KeysPerShard } from './keys-per-shard.tsx';
import { PrefixTable } from './prefix-table.tsx';
import { ScanCards } from './scan-cards.tsx';
import { ScanForm } from './scan-form.tsx';
import { ScanHead } from './scan-head.tsx';
import { caveats } from './scan-words.ts';
import { SlotDistribution } from './slot-distribution.tsx';
import { unmappedText } from '../../kit/unmapped.ts';
import { TagTable } from './tag-table.tsx';
import { codisWords, words } from './words.ts';

const w = words.view;

/** The whole keyspace by hash tag: the scan, its results so far, the tags and prefixes one by one. */
export function TagsView({ state, send }: PanelProps) {
  const { scan, optionsShown, failure } = state.tags;
  if (!state.topology && !scan)
    return (
      <NoCluster
        phase={state.session.phase}
        purpose={w.notConnected}
        onConnect={() => send({ type: 'action', name: 'connect' })}
      />
    );
  if (state.topology?.kind === 'unmapped' && !scan)
    return (
      <div class="blank">
        <p>{unmappedText(state.topology)}</p>
      </div>
    );
  if (state.topology?.kind === 'proxy' && !state.topology.codis && !scan)
    return (
      <div class="blank">
        <p>{w.proxy}</p>
        <button
          type="button"
          class="btn"
          data-entry
          onClick={() => send({ type: 'action', name: 'connect' })}
        >
          {w.connect}
        </button>
      </div>
    );
  return (
    <div class="tags">
      {scan && <ScanHead scan={scan} state={state} send={send} />}
      {failure && <FailureText failure={failure} />}
      {scan?.failure && <FailureText failure={scan.failure} />}
      {(!scan || optionsShown) && <ScanForm state={state} send={send} />}
      {scan ? <Found scan={scan} state={state} send={send} /> : <Questions state={state} />}
    </div>
  );
}

/** Shown before the first scan: the facts it will find. */
const Questions = ({ state }: Pick<PanelProps, 'state'>) => (
  <section class="questions sm f2" aria-label={w.questions}>
    <h3 class="label">{w.questions}</h3>
    <ul>
      {Object.values((state.topology?.codis ? codisWords : words).answers.questions).map((question) => (
        <li key={question}>{question}</li>
      ))}
    </ul>
  </section>
);

type Scan = NonNullable<PanelProps['state']['tags']['scan']>;

function Found({ scan, state, send }: PanelProps & { scan: Scan }) {
  const notes = caveats(scan);
  if (scan.keys === 0 && !isUnderWay(scan))
    return (
      <div class="blank" role="status">
        <p>{nothing(scan)}</p>
        <Notes notes={notes} />
      </div>
    );
  return (
    <>
      <Notes notes={notes} />
      <ScanCards scan={scan} />
      <div class="charts">
        <KeysPerShard scan={scan} />
        <SlotDistribution scan={scan} send={send} />
      </div>
      <section class="tagsfound" aria-label={w.found}>
        <Tabs scan={scan} state={state} send={send} />
        <div class="tagspanel" id="tags-panel" role="tabpanel" aria-labelledby={`tags-tab-${state.tags.tab}`}>
          {state.tags.tab === 'tags' && <TagTable scan={scan} state={state} send={send} />}
          {state.tags.tab === 'prefixes' && <PrefixTable scan={scan} state={state} send={send} />}
          {state.tags.tab === 'biggest' && <BiggestKeysPanel scan={scan} state={state} send={send} />}
          {state.tags.tab === 'answers' && <AnswersPanel scan={scan} state={state} send={send} />}
        </div>
      </section>
    </>
  );
}

function nothing({ phase, options: { match, type } }: Scan): string {
  if (phase !== 'done') return w.ended;
  return match || type ? w.noMatch : w.noKeys;
}

const Notes = ({ notes }: { notes: readonly string[] }) =>
  notes.length > 0 ? (
    <ul class="scannotes" aria-label={w.notes}>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  ) : null;

const TABS: readonly TagsTab[] = ['tags', 'prefixes', 'biggest', 'answers'];

function Tabs({ scan, state, send }: PanelProps & { scan: Scan }) {
  const { tab: selected, exported } = state.tags;
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = TABS[TABS.indexOf(selected) + step];
    if (step === 0 || !next) return;
    event.preventDefault();
    send({ type: 'tags-tab', tab: next });
    document.getElementById(`tags-tab-${next}`)?.focus();
  };
  return (
    <div class="foundhead">
      <div class="seg" role="tablist" aria-label={w.tabList} onKeyDown={move}>
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`tags-tab-${tab}`}
            aria-selected={tab === selected}
            aria-controls="tags-panel"
            tabIndex={tab === selected ? 0 : -1}
            onClick={() => send({ type: 'tags-tab', tab })}
          >
            {w.tabs[tab]}
          </button>
        ))}
      </div>
      <span class="grow" />
      {exported && 'path' in exported && (
        <span class="xs f2 cut" role="status" title={exported.path}>
          {w.saved(exported.path)}
        </span>
      )}
      {exported && 'failure' in exported && <FailureText failure={exported.failure} />}
      {(['csv', 'json'] as const).map((form) => (
        <button
          key={form}
          type="button"
          class="btn quiet"
          disabled={isUnderWay(scan)}
          title={isUnderWay(scan) ? w.exportLater : undefined}
          onClick={() => send({ type: 'scan-export', form })}
        >
          {w.export(form)}
        </button>
      ))}
    </div>
  );
}
