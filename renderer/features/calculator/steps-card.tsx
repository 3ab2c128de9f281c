import { slotSteps, type CrcStep, type SlotSteps } from '../../../shared/slots/slot-steps.ts';
import type { PanelProps } from '../../window/state.ts';
import { grouped } from '../../kit/numbers.ts';
import { MarkedKey } from '../../kit/parts.tsx';
import { keyText, shown } from '../../kit/slot-query.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import { crcHex } from './key-sheet.ts';
import { Owner } from './owner-cell.tsx';

/** Bytes of a key written out in hexadecimal and as text. */
const MOST_BYTES = 48;
const LONGEST_KEY = 512;

const hex = (byte: number) => byte.toString(16).padStart(2, '0');

/** One key's way to its slot. */
export function StepsCard({ keyBytes, state }: Pick<PanelProps, 'state'> & { keyBytes: Uint8Array }) {
  const steps = slotSteps(keyBytes);
  const { hashed, crc, slot } = steps;
  const shard = shardOfSlot(state.topology, slot)?.number ?? null;
  const part = keyBytes.subarray(hashed.start, hashed.end);
  return (
    <section class="calccard" aria-label="Step by step">
      <h3>Step by step</h3>
      <p class="wrapany sm">
        {keyBytes.length > LONGEST_KEY ? (
          <span class="mono">{shown(keyBytes.subarray(0, LONGEST_KEY))}…</span>
        ) : keyBytes.length === 0 ? (
          <span class="f3">the empty key</span>
        ) : (
          <MarkedKey text={keyText(keyBytes)} shard={shard} />
        )}
      </p>
      <ol class="calcsteps sm">
        <li>
          <h4>The tag</h4>
          <p class="f2">{tagSentence(steps)}</p>
        </li>
        <li>
          <h4>What is hashed</h4>
          <p class="f2">
            {hashed.tagged ? 'The part between the braces' : 'The whole key'}: {grouped(part.length)}{' '}
            {part.length === 1 ? 'byte' : 'bytes'}
          </p>
          {part.length > 0 && (
            <p class="mono xs wrapany f2">
              {Array.from(part.subarray(0, MOST_BYTES), hex).join(' ')}
              {part.length > MOST_BYTES && ` … ${grouped(part.length - MOST_BYTES)} more`}
            </p>
          )}
        </li>
        <li>
          <h4>CRC16, byte by byte</h4>
          {part.length > 0 ? <CrcTable steps={steps} /> : <p class="f2">Nothing to hash: it stays 0.</p>}
        </li>
        <li>
          <h4>Modulo 16384</h4>
          <p class="mono wrapany">
            {crc} mod 16384 = <b>{slot}</b>
          </p>
          <p class="mono xs f2 wrapany">
            {crcHex(crc)} &amp; 0x3fff = {crcHex(slot)}
          </p>
        </li>
        <li>
          <h4>The owner</h4>
          <p class="row wrap">
            <span>
              slot <b class="mono">{slot}</b>
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
  if (open < 0) return 'There is no { in the key: no tag.';
  if (close < 0) return `The first { is at position ${open}, no } comes after it: no tag.`;
  const found = `The first { is at position ${open}, the first } after it at ${close}`;
  return hashed.tagged ? `${found}: the tag is between them.` : `${found}, with nothing between: no tag.`;
}

function CrcTable({ steps: { head, folded, tail } }: { steps: SlotSteps }) {
  return (
    <table class="crctable mono xs">
      <thead>
        <tr>
          <th scope="col">at</th>
          <th scope="col">byte</th>
          <th scope="col">text</th>
          <th scope="col">CRC16 after it</th>
        </tr>
      </thead>
      <tbody>
        {head.map(crcRow)}
        {folded > 0 && (
          <tr>
            <td colSpan={4} class="f3">
              … {grouped(folded)} more {folded === 1 ? 'byte' : 'bytes'}
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

const BLANKS: { readonly [byte: number]: string } = { 0x20: 'space', 0x0a: '\\n', 0x0d: '\\r', 0x09: '\\t' };
