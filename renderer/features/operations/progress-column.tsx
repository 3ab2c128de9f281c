/** How far it has come, what it costs the nodes, and the controls. */
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { grouped } from '../../../shared/format/count.ts';
import { milliseconds } from '../../kit/numbers.ts';
import { Arrow, ShardBadge } from '../../kit/parts.tsx';
import { Sparkline } from '../../kit/sparkline.tsx';
import { BothNodes, moveNow } from './both-nodes.tsx';
import { Controls } from './controls.tsx';
import { amounts, countText, mbText, shareOf, stopwatch } from './figures.ts';
import { isStale } from './watched.ts';
import type { WatchProps } from './watch-props.ts';
import { words } from './words.ts';

const w = words.progress;

export function ProgressColumn(props: WatchProps) {
  const { status, watched, state } = props;
  const isOld = isStale(status, watched, state.now);
  return (
    <aside class="opside" aria-label={w.title}>
      <div class={isOld ? 'opscrolled greyed' : 'opscrolled'}>
        <header class="row">
          <h2>{w.title}</h2>
          <span class="grow" />
          {isOld && <span class="xs warn num">{w.stale(stopwatch(state.now - watched.heardAt))}</span>}
        </header>
        <Figures {...props} />
        {status.endedAt === null && <Slot {...props} />}
        <BothNodes {...props} />
      </div>
      <Controls {...props} />
    </aside>
  );
}

function Figures({ status }: WatchProps) {
  const { progress, endedAt } = status;
  const share = shareOf(status);
  const { done, total } = amounts(status);
  const isCounted = done.keys !== null;
  const { leftMs, rate } = progress ?? { leftMs: null, rate: null };
  return (
    <section>
      <p class="opbig">
        <b>{grouped(share.done)}</b>{' '}
        <span class="f2">{share.unit === 'slots' ? w.of(grouped(share.total)) : w.ofSteps(share.total)}</span>
        <span class="grow" />
        <b>{share.percent}%</b>
      </p>
      <div
        class="opprogress large"
        role="progressbar"
        aria-label={w.title}
        aria-valuenow={share.percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ width: `${share.percent}%` }} />
      </div>
      <dl class="opfigures">
        {endedAt === null && (
          <>
            <dt>{w.left}</dt>
            <dd>{leftMs === null ? w.leftUnknown : stopwatch(leftMs)}</dd>
          </>
        )}
        {total.slots > 0 && (
          <>
            <dt>{w.keys}</dt>
            <dd title={isCounted ? undefined : w.notCounted}>
              {countText(done.keys)}
              <span class="f2">{w.ofMany(countText(total.keys))}</span>
            </dd>
            <dt>{w.mb}</dt>
            <dd title={isCounted ? undefined : w.notCounted}>
              {mbText(done.bytes)}
              <span class="f2">{w.ofMany(mbText(total.bytes))}</span>
            </dd>
          </>
        )}
        {endedAt === null && (
          <>
            <dt>{w.speed}</dt>
            <dd title={rate === null ? w.speedUnknown : undefined}>
              {rate === null ? (
                w.unknown
              ) : (
                <>
                  {w.keysASecond(grouped(Math.round(rate)))}
                  <span class="f2">{w.over}</span>
                </>
              )}
            </dd>
          </>
        )}
      </dl>
      {done.slots < countSlots(status.moved) && <p class="xs f3">{w.sinceResumed}</p>}
      {!isCounted && total.slots > 0 && <p class="xs f3">{w.notCounted}</p>}
    </section>
  );
}

function Slot(props: WatchProps) {
  const { status, watched } = props;
  const { progress } = status;
  const move = moveNow(props);
  if (!move || !progress) return null;
  const latency = progress.latencyMs;
  return (
    <section>
      <p class="row">
        <b>
          {w.slot} <span class="mono">{progress.slot ?? ''}</span>
        </b>
        <ShardBadge shard={watched.shards.get(move.from)?.number ?? null} />
        <Arrow />
        <ShardBadge shard={watched.shards.get(move.to)?.number ?? null} />
        {progress.slot === null && <span class="sm f3">{w.noSlot}</span>}
      </p>
      {move.kind === 'move-slots' && (
        <dl class="opfigures">
          <dt>{w.migrate}</dt>
          <dd class="row">
            <Sparkline samples={watched.latencies} top={watched.slowest} width={100} />
            {latency === null ? (
              <span class="f2">{w.noLatency}</span>
            ) : (
              <span>
                {w.latency(milliseconds(latency))}
                <span class="f2">{w.slowest(milliseconds(watched.slowest))}</span>
              </span>
            )}
          </dd>
        </dl>
      )}
      {progress.restMs !== null && <p class="xs warn">{w.rests(milliseconds(progress.restMs))}</p>}
    </section>
  );
}
