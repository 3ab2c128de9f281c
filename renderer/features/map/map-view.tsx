import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { unmappedText } from '../../kit/unmapped.ts';
import { Fragment } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { unservedMessages } from '../../../shared/cluster/slot-health.ts';
import { hasMetrics, SHADES, type Shade } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { NoCluster } from '../../kit/no-cluster.tsx';
import { ago } from '../../kit/numbers.ts';
import { FailureText } from '../../kit/parts.tsx';
import { parseSlotQuery } from '../../kit/slot-query.ts';
import { MapCanvas } from './map-canvas.tsx';
import { mapPicture, mapTable } from './map-export.ts';
import { MapLegend } from './map-legend.tsx';
import { mapModel, type MapModel } from './map-model.ts';
import { Said } from './read-out.tsx';
import { describeSlot } from './slot-words.ts';
import { CodisSlotMap } from './codis-map.tsx';
import { words } from './words.ts';

const w = words.view;

/** All 16384 slots at once. */
export function MapView({ state, send }: PanelProps) {
  const { topology } = state;
  if (topology?.codis) return <CodisSlotMap map={topology.codis} state={state} send={send} />;
  if (topology?.kind !== 'cluster') return <NoMap state={state} send={send} />;
  return <Map state={state} send={send} />;
}

function Map({ state, send }: PanelProps) {
  const { map } = state;
  const topology = state.topology!;
  // A map that was read again unchanged must not be drawn again.
  const model = useMemo(
    () => mapModel(topology, map.shade, map.counts, map.stats),
    [topology.version, map.shade, map.counts, map.stats],
  );
  // The available shades must be known before one is chosen; what failed may work by now.
  useEffect(() => {
    if (!map.stats?.supported) send({ type: 'map-read-stats' });
  }, [map.cluster]);
  return (
    <div class="map">
      <Head state={state} send={send} />
      {map.failure && <FailureText failure={map.failure} />}
      <Notes state={state} />
      <div class="mapbody">
        <MapCanvas state={state} send={send} model={model} />
        <MapLegend state={state} send={send} model={model} />
      </div>
      <Said text={describeSlot(state, model, map.cursor)} />
      <Foot state={state} send={send} model={model} />
    </div>
  );
}

/** The gaps in the cluster, the counts and the shown metrics. */
function Notes({ state }: { state: PanelProps['state'] }) {
  const { map, topology } = state;
  const unserved = unservedMessages(topology!);
  const contested = countSlots(topology!.contests.flatMap(({ slots }) => slots));
  const missing = map.counts?.missing ?? [];
  return (
    <>
      {unserved.length > 0 && (
        <p class="mapnote sm bad" role="alert" title={unserved.join('\n')}>
          {unserved.slice(0, 2).join(' ')}
          {unserved.length > 2 && w.moreShards(unserved.length - 2)}
        </p>
      )}
      {contested > 0 && (
        <p class="mapnote sm warn" role="status">
          {w.contested(contested)}
        </p>
      )}
      {missing.length > 0 && (
        <p
          class="mapnote sm bad cut"
          role="alert"
          title={missing.map(({ node, reason }) => `${node}: ${reason}`).join('\n')}
        >
          {w.notCounted(missing.map(({ node }) => node).join(', '), missing[0]!.reason)}
        </p>
      )}
      {map.stats?.note && map.shade !== 'owner' && map.shade !== 'keys' && (
        <p class="mapnote sm f2">{map.stats.note}</p>
      )}
    </>
  );
}

function Foot({ state, send, model }: PanelProps & { model: MapModel }) {
  const { note } = state.map;
  const savePicture = () =>
    void mapPicture(state, model).then(
      (content) => send({ type: 'map-save', suggestion: 'slots.png', content }),
      (error: unknown) =>
        send({
          type: 'map-failed',
          failure: {
            code: 'internal',
            message: w.drawFailed.message(String(error)),
            advice: w.drawFailed.advice,
          },
        }),
    );
  return (
    <footer class="mapfoot row xs f3">
      <span class="maphelp row">
        {w.help.map(([key, text]) => (
          <Fragment key={key}>
            <kbd>{key}</kbd> {text}{' '}
          </Fragment>
        ))}
      </span>
      <span class="grow" />
      <span class="cut" role="status" aria-label={w.savedStatus} title={note}>
        {note}
      </span>
      <button type="button" class="btn quiet" onClick={savePicture}>
        {w.png}
      </button>
      <button
        type="button"
        class="btn quiet"
        onClick={() => send({ type: 'map-save', suggestion: 'slots.csv', content: mapTable(state, model) })}
      >
        {w.csv}
      </button>
    </footer>
  );
}

function Head({ state, send }: PanelProps) {
  const { map } = state;
  const [text, setText] = useState('');
  const query = parseSlotQuery(text);
  const find = (event: Event) => {
    event.preventDefault();
    if (query.kind !== 'empty') send({ type: 'ask-slot', slot: query.slot, limit: 100, text });
  };
  const type = (value: string) => {
    setText(value);
    const found = parseSlotQuery(value);
    if (found.kind !== 'empty') send({ type: 'map-cursor', slot: found.slot, extend: false });
  };
  return (
    <div class="maphead">
      <form onSubmit={find}>
        <input
          id="map-find"
          class="input mono"
          aria-label={w.find}
          placeholder={w.findHint}
          value={text}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && document.getElementById('slot-map')?.focus()}
        />
      </form>
      <span class="grow" />
      <span class="label">{w.shadeBy}</span>
      <div class="seg" role="group" aria-label={w.shadeBy}>
        {SHADES.map((shade) => (
          <ShadeButton key={shade} shade={shade} state={state} send={send} />
        ))}
      </div>
      <CountButton state={state} send={send} />
      <button
        type="button"
        class="btn quiet"
        aria-pressed={map.touchesShown}
        title={w.touchedHint}
        onClick={() => send({ type: 'map-touches', shown: !map.touchesShown })}
      >
        {w.touched}
      </button>
    </div>
  );
}

function ShadeButton({ shade, state, send }: PanelProps & { shade: Shade }) {
  const { stats } = state.map;
  const missing = !hasMetrics(shade, stats);
  return (
    <button
      type="button"
      aria-pressed={state.map.shade === shade}
      disabled={missing}
      title={missing ? stats?.note || w.noMetric : undefined}
      onClick={() => send({ type: 'map-shade', shade })}
    >
      {w.shades[shade]}
    </button>
  );
}

function CountButton({ state, send }: PanelProps) {
  const { progress, counts } = state.map;
  if (progress)
    return (
      <span
        class="mapprogress sm num"
        role="progressbar"
        aria-label={w.counting}
        aria-valuemin={0}
        aria-valuemax={progress.total || 1}
        aria-valuenow={progress.done}
      >
        {progress.total > 0 ? w.progress(progress.done, progress.total) : w.countStarts}
      </span>
    );
  return (
    <button
      type="button"
      class="btn"
      title={counts ? w.countedAt(ago(counts.at, state.now), counts.milliseconds) : undefined}
      onClick={() => send({ type: 'map-count' })}
    >
      {counts ? w.countAgain : w.count}
    </button>
  );
}

function NoMap({ state, send }: PanelProps) {
  const { topology, session } = state;
  if (topology && topology.kind !== 'cluster')
    return (
      <div class="blank">
        <p>
          {topology.kind === 'unmapped'
            ? unmappedText(topology)
            : topology.kind === 'proxy'
              ? w.proxy(session.label)
              : w.standalone(session.label)}
        </p>
        <button
          type="button"
          class="btn"
          data-entry
          onClick={() => send({ type: 'view', view: 'calculator' })}
        >
          {w.toCalculator}
        </button>
      </div>
    );
  return (
    <NoCluster
      phase={session.phase}
      purpose={w.notConnected}
      onConnect={() => send({ type: 'action', name: 'connect' })}
    />
  );
}
