import { formatReply } from '../../../shared/format/tty.ts';
import { decode } from '../../../shared/resp/resp.ts';
import { codisSlot } from '../../../shared/slots/codis-slots.ts';
import { crc16, SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { useLogEnd } from '../../kit/log-end.ts';
import type { PanelProps } from '../../window/state.ts';
import type { Figure } from './lesson.ts';
import { CODIS_RECORDING } from './codis-recording.ts';
import { itemId } from './state.ts';
import { walkWords, type WalkWords } from './words.ts';

type FigureProps = { state: PanelProps['state']; words: WalkWords };

/** A drawing or table in the card. */
export function FigureOf({ figure, state }: { figure: Figure; state: PanelProps['state'] }) {
  const words = walkWords(state.language);
  switch (figure) {
    case 'proxies':
      return <Proxies words={words} />;
    case 'codis':
      return <Recording words={words} />;
    case 'files':
      return <Files state={state} words={words} />;
    case 'log':
      return <Log state={state} words={words} />;
    case 'nodes-line':
      return <NodesLine state={state} words={words} />;
    case 'crc':
      return <Crc words={words} />;
    case 'events':
      return <Events state={state} words={words} />;
  }
}

function Files({ state, words }: FigureProps) {
  const { files } = state.walk.status;
  if (files.length === 0) return null;
  return (
    <div class="figure" role="group" aria-label={words.files}>
      {files.map(({ address, path, text }, i) => (
        <details key={address} open={i === 0}>
          <summary class="mono sm">{address}</summary>
          <p class="xs f3 path">{path}</p>
          <pre class="mono xs" tabIndex={0} aria-label={words.file({ address })}>
            {text}
          </pre>
        </details>
      ))}
    </div>
  );
}

function Log({ state, words }: FigureProps) {
  const { log } = state.walk.status;
  const end = useLogEnd(log);
  if (log.length === 0) return null;
  return (
    <pre {...end} class="figure mono xs walklog" role="log" tabIndex={0} aria-label={words.log}>
      {log.join('\n')}
    </pre>
  );
}

const FIELDS = ['id', 'address', 'flags', 'primary', 'ping', 'pong', 'epoch', 'link', 'slots'] as const;

/** The answering node's own line of the user's reply. */
function NodesLine({ state, words }: FigureProps) {
  const text = state.walk.seen[itemId(state.walk, 0)]?.text ?? '';
  const line = text.split('\n').find((one) => one.includes('myself'));
  if (line === undefined) return <p class="figure sm f3">{words.nodesLineEmpty}</p>;
  const values = line.trim().split(' ');
  const cells = [...values.slice(0, 8), values.slice(8).join(' ') || '-'];
  return (
    <dl class="figure fields" aria-label={words.nodesLine}>
      {FIELDS.map((field, i) => (
        <div key={field}>
          <dt class="mono xs">{cells[i] ?? ''}</dt>
          <dd class="xs f2">{words.fields[field]}</dd>
        </div>
      ))}
    </dl>
  );
}

const hex = (number: number) => `0x${number.toString(16).padStart(4, '0')}`;

/** CRC16 of `k1`, one row a byte. */
function Crc({ words }: Pick<FigureProps, 'words'>) {
  const bytes = new TextEncoder().encode('k1');
  const sums = [...bytes].map((_, i) => crc16(bytes, 0, i + 1));
  const whole = sums.at(-1)!;
  return (
    <div class="figure" tabIndex={0} role="group" aria-label={words.crc.caption}>
      <table class="crc xs">
        <caption>{words.crc.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.crc.byte}</th>
            <th scope="col">{words.crc.index}</th>
            <th scope="col">{words.crc.table}</th>
            <th scope="col">{words.crc.sum}</th>
          </tr>
        </thead>
        <tbody class="mono">
          {[...bytes].map((byte, i) => {
            const before = sums[i - 1] ?? 0;
            const index = (before >> 8) ^ byte;
            return (
              <tr key={i}>
                <td>
                  {String.fromCharCode(byte)} = 0x{byte.toString(16)}
                </td>
                <td>
                  0x{(before >> 8).toString(16).padStart(2, '0')} ^ 0x{byte.toString(16)} = 0x
                  {index.toString(16).padStart(2, '0')}
                </td>
                <td>{hex(crc16(Uint8Array.of(index)))}</td>
                <td>{hex(sums[i]!)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="mono sm">{words.crc.modulo({ crc: `${hex(whole)} = ${whole}`, slot: whole % SLOT_COUNT })}</p>
    </div>
  );
}

function Events({ state, words }: FigureProps) {
  const { status, eventsShown } = state.walk;
  if (status.events.length === 0) return null;
  return (
    <div class="figure" role="log" aria-label={words.events}>
      <ol class="events">
        {status.events.slice(0, eventsShown).map(({ kind, node, at, says }, i) => (
          <li key={i}>
            <span class="mono xs f3">{words.after({ seconds: at / 1000 })}</span>
            <span class="sm">
              <b class="mono">{node}</b> {words.event[kind]}
            </span>
            {says && (
              <span class="mono xs f3 cut" title={says}>
                {says}
              </span>
            )}
          </li>
        ))}
      </ol>
      <p class="xs f3">{words.slow}</p>
    </div>
  );
}

const encoder = new TextEncoder();

/** Commands, their recorded answers, and a remark on each. */
function Recording({ words }: Pick<FigureProps, 'words'>) {
  const w = words.codis;
  return (
    <div class="figure recording" role="group" tabIndex={0} aria-label={w.caption}>
      <p class="sm">
        <b class="k">{w.badge}</b> {w.caption}
      </p>
      <ol>
        {CODIS_RECORDING.map(({ line, bytes, says, keys = [] }) => (
          <li key={line}>
            <code class="xs">{line}</code>
            <pre class="mono xs">{formatReply(decode(encoder.encode(bytes))).trimEnd()}</pre>
            <p class="xs f2">
              {w.says[says]}
              {keys.length > 0 &&
                ` ${keys.map((key) => w.slot({ key, slot: codisSlot(encoder.encode(key)) })).join(', ')}`}
            </p>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Clients, a virtual address, two proxies, three servers. */
function Proxies({ words }: Pick<FigureProps, 'words'>) {
  const { proxy } = words;
  return (
    <div class="figure">
      <svg class="proxypicture" viewBox="0 0 300 120" role="img" aria-label={proxy.picture}>
        <g class="wires">
          <path d="M62 60H98M138 50L168 32M138 70L168 88M208 32L240 20M208 32L240 60M208 32L240 100M208 88L240 20M208 88L240 60M208 88L240 100" />
        </g>
        <Box x={2} y={48} width={60} text={proxy.clients} />
        <Box x={98} y={48} width={40} text="VIP" />
        <Box x={168} y={20} width={40} text="proxy" />
        <Box x={168} y={76} width={40} text="proxy" />
        {[8, 48, 88].map((y) => (
          <Box key={y} x={240} y={y} width={56} text="redis" />
        ))}
      </svg>
      <ul class="sm f2">
        <li>{proxy.twemproxy}</li>
        <li>{proxy.codis}</li>
        <li>{proxy.keepalived}</li>
      </ul>
    </div>
  );
}

const Box = ({ x, y, width, text }: { x: number; y: number; width: number; text: string }) => (
  <g>
    <rect x={x} y={y} width={width} height={24} rx={4} />
    <text x={x + width / 2} y={y + 16} text-anchor="middle">
      {text}
    </text>
  </g>
);
