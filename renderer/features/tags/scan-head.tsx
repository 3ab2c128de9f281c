import type { ScanState } from '../../../shared/slots/scan-model.ts';
import { inDatabase } from '../../kit/database-words.ts';
import { isUnderWay } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { grouped } from '../../../shared/format/count.ts';
import { StartIcon, StopIcon } from '../../kit/icons.tsx';
import { ShardBadge, shardColour } from '../../kit/parts.tsx';
import { duration, isOfCodis, optionsText, progressOf, shardProgress, wordsOf } from './scan-words.ts';
import { words } from './words.ts';

const w = words.head;

/** With more shards than this, one sentence replaces the bars. */
const BARS = 6;

/** The scan's progress, speed and options, and the buttons that control it. */
export function ScanHead({ scan, state, send }: PanelProps & { scan: ScanState }) {
  const { share, rate, left } = progressOf(scan);
  const underWay = isUnderWay(scan);
  const of = underWay ? w.ofAbout + grouped(scan.expected) : '';
  const whole = Math.floor(share * 100);
  const where = inDatabase(scan.options.database, state.metrics);
  const noun = w.key(underWay ? scan.expected : scan.keys);
  const text = `${grouped(scan.keys)}${of} ${noun}${where}`;
  const speed = rate === null ? '' : w.speed(grouped(Math.round(rate)));
  return (
    <section class="scanhead" aria-label={w.scan}>
      <h2>
        <span role="status">{w.phases[scan.phase]}</span>
      </h2>
      <div class="scanbar">
        <div class="row sm num">
          <span class="cut">
            {grouped(scan.keys)}
            {underWay && <span class="f3">{w.ofAbout}</span>}
            {underWay && grouped(scan.expected)} {noun}
            {where}
          </span>
          <span class="grow" />
          <span class="f2 left">
            {left === null ? w.took(duration(scan.milliseconds)) : w.left(duration(left))}
          </span>
        </div>
        <div
          class="track"
          role="progressbar"
          aria-label={w.scan}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={whole}
          aria-valuetext={`${whole}%, ${text}`}
        >
          <i style={{ width: `${share * 100}%` }} />
        </div>
        <p class="xs f2 num cut" title={optionsText(scan.options, isOfCodis(scan))}>
          {speed}
          {optionsText(scan.options, isOfCodis(scan))}
        </p>
        {scan.options.database !== state.session.database && (
          <p class="xs warn">{w.otherDatabase(state.session.database)}</p>
        )}
      </div>
      {underWay && <ShardBars scan={scan} />}
      {(underWay || !state.tags.optionsShown) && (
        <div class="row">
          <Controls scan={scan} state={state} send={send} />
        </div>
      )}
    </section>
  );
}

function ShardBars({ scan }: { scan: ScanState }) {
  const { shards } = scan;
  const { head } = wordsOf(scan);
  if (shards.length > BARS) {
    const done = shards.filter((shard) => shard.done).length;
    return <span class="xs f2 num">{head.shardsDone(done, shards.length)}</span>;
  }
  return (
    <ul class="shardbars" aria-label={head.shardProgress}>
      {shards.map((shard) => {
        const part = shardProgress(shard);
        return (
          <li key={shard.shard} class="row xs f2" data-shard={shardColour(shard.shard)} title={shard.node}>
            <ShardBadge shard={shard.shard} isGroup={isOfCodis(scan)} />
            <span class="track">
              <i style={{ width: `${part * 100}%` }} />
            </span>
            <span class="num">{Math.floor(part * 100)}%</span>
          </li>
        );
      })}
    </ul>
  );
}

function Controls({ scan, state, send }: PanelProps & { scan: ScanState }) {
  const { starting } = state.tags;
  const paused = scan.phase === 'paused';
  if (isUnderWay(scan))
    return (
      <>
        {scan.phase !== 'settling' && (
          <button
            type="button"
            class="btn"
            onClick={() => send({ type: 'scan-control', control: paused ? 'resume' : 'pause' })}
          >
            {paused ? <StartIcon /> : <PauseIcon />}
            {paused ? w.resume : w.pause}
          </button>
        )}
        <button type="button" class="btn" onClick={() => send({ type: 'scan-control', control: 'stop' })}>
          <StopIcon />
          {w.stop}
        </button>
      </>
    );
  return (
    <>
      <button type="button" class="btn quiet" onClick={() => send({ type: 'scan-form', shown: true })}>
        {w.options}
      </button>
      <button type="button" class="btn" disabled={starting} onClick={() => send({ type: 'scan-start' })}>
        {starting ? w.starting : w.again}
      </button>
    </>
  );
}

const PauseIcon = () => (
  <svg width="10" height="10" viewBox="0 0 10 10" fill="currentColor" aria-hidden="true">
    <path d="M2 1h2v8H2zM6 1h2v8H6z" />
  </svg>
);
