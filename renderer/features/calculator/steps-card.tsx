import { slotSteps, type CrcStep, type SlotSteps } from '../../../shared/slots/slot-steps.ts';
import { hashingOf } from '../../../shared/slots/hashing.ts';
import type { PanelProps } from '../../window/state.ts';
import { MarkedKey } from '../../kit/parts.tsx';
import { keyText, shown } from '../../kit/slot-query.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import { crcHex } from './key-sheet.ts';
import { Owner } from './owner-cell.tsx';
import { words } from './words.ts';

const w = words.steps;

/** Bytes of a key shown in hexadecimal. */
const MOST_BYTES = 48;
const LONGEST_KEY = 512;

const hex = (byte: number) => byte.toString(16).padStart(2, '0');

/** How one key gets its slot, step by step. */
export function StepsCard({ keyBytes, state }: Pick<PanelProps, 'state'> & { keyBytes: Uint8Array }) {
  const hashing = hashingOf(state.topology);
  const steps = slotSteps(keyBytes, hashing);
  const { hashed, crc, slot } = steps;
  const shard = shardOfSlot(state.topology, slot)?.number ?? null;
  const part = keyBytes.subarray(hashed.start, hashed.end);
  return (
    <section class="calccard" aria-label={w.title}>
      <h3>{w.title}</h3>
      <p class="wrapany sm">
        {keyBytes.length > LONGEST_KEY ? (
          <span class="mono">{shown(keyBytes.subarray(0, LONGEST_KEY))}…</span>
        ) : keyBytes.length === 0 ? (
          <span class="f3">{w.emptyKey}</span>
        ) : (
          <MarkedKey text={keyText(keyBytes, hashing)} shard={shard} />
        )}
      </p>
      <ol class="calcsteps sm">
        <li>
          <h4>{w.tag}</h4>
          <p class="f2">{tagSentence(steps)}</p>
        </li>
        <li>
          <h4>{w.hashed}</h4>
          <p class="f2">{w.hashedPart(hashed.tagged, part.length)}</p>
          {part.length > 0 && (
            <p class="mono xs wrapany f2">
              {Array.from(part.subarray(0, MOST_BYTES), hex).join(' ')}
              {part.length > MOST_BYTES && w.moreBytes(part.length - MOST_BYTES)}
            </p>
          )}
        </li>
        <li>
          <h4>{w.crc(hashing.name)}</h4>
          {part.length > 0 ? <CrcTable steps={steps} name={hashing.name} /> : <p class="f2">{w.nothing}</p>}
        </li>
        <li>
          <h4>{w.modulo(hashing.slots)}</h4>
          <p class="mono wrapany">
            {crc} mod {hashing.slots} = <b>{slot}</b>
          </p>
          <p class="mono xs f2 wrapany">
            {crcHex(crc)} &amp; 0x{(hashing.slots - 1).toString(16)} = {crcHex(slot)}
          </p>
        </li>
        <li>
          <h4>{w.owner}</h4>
          <p class="row wrap">
            <span>
              {w.slot} <b class="mono">{slot}</b>
            </span>
            <Owner topology={state.topology} slot={slot} />
          </p>
        </li>
      </ol>
      {steps.remarks.map((remark) => (
        <p key={remark} class="remark sm">
          {remark}
        </p>
      ))}
    </section>
  );
}

function tagSentence({ open, close, hashed }: SlotSteps): string {
  if (open < 0) return w.noBrace;
  if (close < 0) return w.notClosed(open);
  const found = w.braces(open, close);
  return hashed.tagged ? w.tagBetween(found) : w.nothingBetween(found);
}

function CrcTable({ steps: { head, folded, tail }, name }: { steps: SlotSteps; name: string }) {
  return (
    <table class="crctable mono xs">
      <thead>
        <tr>
          <th scope="col">{w.columns.at}</th>
          <th scope="col">{w.columns.byte}</th>
          <th scope="col">{w.columns.text}</th>
          <th scope="col">{w.columns.crc(name)}</th>
        </tr>
      </thead>
      <tbody>
        {head.map(crcRow)}
        {folded > 0 && (
          <tr>
            <td colSpan={4} class="f3">
              {w.folded(folded)}
            </td>
          </tr>
        )}
        {tail.map(crcRow)}
      </tbody>
    </table>
  );
}

const crcRow = ({ at, byte, crc }: CrcStep) => (
  <tr key={at}>
    <td class="f3">{at}</td>
    <td>{hex(byte)}</td>
    <td>
      {byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : <span class="f3">{BLANKS[byte] ?? '·'}</span>}
    </td>
    <td>
      {crcHex(crc)} <span class="f3">{crc}</span>
    </td>
  </tr>
);

const BLANKS: { readonly [byte: number]: string } = { 0x20: w.space, 0x0a: '\\n', 0x0d: '\\r', 0x09: '\\t' };
