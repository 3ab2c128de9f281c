import type { BigKey, BiggestKeys } from '../../../shared/slots/biggest-keys.ts';
import type { ScanState } from '../../../shared/slots/scan-model.ts';
import type { PanelProps } from '../../window/state.ts';
import { menuBytes, menuTarget } from '../../kit/menu-target.ts';
import { byteSize } from '../../kit/numbers.ts';
import { FailureText, MarkedKey, shardColour } from '../../kit/parts.tsx';
import { keyText } from '../../kit/slot-query.ts';
import { isOfCodis } from './scan-words.ts';
import { ShardCell } from './tag-table.tsx';
import { words } from './words.ts';

const w = words.biggest;

type Props = PanelProps & { scan: ScanState };

/** The keys of the scan with most memory: searched on request. */
export function BiggestKeysPanel({ scan, state, send }: Props) {
  const { biggest } = state.tags;
  if (isOfCodis(scan)) return <p class="blank">{w.codis}</p>;
  return (
    <div class="biggest" role="region" aria-label={w.title} tabIndex={-1}>
      <Head biggest={biggest} scan={scan} send={send} />
      {biggest?.failure && <FailureText failure={biggest.failure} />}
      {biggest && biggest.notes.length > 0 && (
        <ul class="scannotes" aria-label={w.notes}>
          {biggest.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {biggest?.phase === 'stopped' && <p class="xs f3">{w.part}</p>}
      {biggest && biggest.largest.length > 0 && <Table biggest={biggest} scan={scan} send={send} />}
      {biggest?.phase === 'done' && biggest.largest.length === 0 && <p class="sm f2">{w.none}</p>}
    </div>
  );
}

function Head({
  biggest,
  scan,
  send,
}: Pick<Props, 'scan' | 'send'> & {
  biggest: BiggestKeys | null;
}) {
  const isRunning = biggest?.phase === 'running';
  return (
    <div class="row wrap sm">
      <button
        type="button"
        class={biggest ? 'btn quiet' : 'btn'}
        data-entry
        onClick={() => send({ type: 'biggest-keys-control', control: isRunning ? 'stop' : 'start' })}
      >
        {isRunning ? w.stop : biggest ? w.again : w.find}
      </button>
      {biggest ? (
        <span class="f2 num" role="status">
          {w.phases[biggest.phase]} {w.looked(biggest.keys, byteSize(biggest.bytes))}
        </span>
      ) : (
        <span class="f2 offer">{w.offer(scan.keys)}</span>
      )}
      {isRunning && <progress class="grow" max={Math.max(scan.keys, biggest.keys)} value={biggest.keys} />}
    </div>
  );
}

function Table({ biggest, scan, send }: Pick<Props, 'scan' | 'send'> & { biggest: BiggestKeys }) {
  const most = biggest.largest[0]!.bytes || 1;
  return (
    <div class="scroller" tabIndex={0} role="group" aria-label={w.title}>
      <table class="sm">
        <thead>
          <tr>
            <th class="num">{w.rank}</th>
            <th>{w.key}</th>
            <th class="type">{w.type}</th>
            <th class="num">{w.memory}</th>
            <td class="bars" />
            <th class="num">{w.slot}</th>
            <th>{w.shard}</th>
          </tr>
        </thead>
        <tbody>
          {biggest.largest.map((one, i) => (
            <Row key={i} one={one} rank={i + 1} width={(100 * one.bytes) / most} scan={scan} send={send} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  one: { key, type, bytes, slot, shard },
  rank,
  width,
  scan,
  send,
}: Pick<Props, 'scan' | 'send'> & { one: BigKey; rank: number; width: number }) {
  return (
    <tr data-shard={shardColour(shard)} {...menuTarget({ kind: 'key', hex: menuBytes(key) })}>
      <td class="num f3">{rank}</td>
      <td class="name">
        <button
          type="button"
          class="link cut"
          title={words.detail.read}
          onClick={() => send({ type: 'read-key', key, facts: null })}
        >
          <MarkedKey text={keyText(key)} shard={shard} />
        </button>
      </td>
      <td class="type f2">{type === '' ? '–' : type}</td>
      <td class="num">{byteSize(bytes)}</td>
      <td class="bars" aria-hidden="true">
        <span class="track">
          <i style={{ width: `max(2px, ${width}%)` }} />
        </span>
      </td>
      <td class="num">
        <button
          type="button"
          class="link"
          onClick={() => send({ type: 'ask-slot', slot, limit: 100, text: String(slot) })}
        >
          {slot}
        </button>
      </td>
      <td>
        <span class="row">
          <ShardCell shard={shard} scan={scan} />
        </span>
      </td>
    </tr>
  );
}
