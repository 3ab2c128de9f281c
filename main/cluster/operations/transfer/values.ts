/** A key's value and expiry, as DUMP and PEXPIRETIME tell them. */
import { escapeBytes } from '../../../../shared/format/escape.ts';
import { numberOf } from '../../wire/read-reply.ts';
import type { Answer, Arg, Failed } from '../reading/nodes.ts';
import { sameDump } from './dumps.ts';

/** PEXPIRETIME is of 7.0. Before that PTTL tells what is left. */
export type ExpiryCommand = 'PEXPIRETIME' | 'PTTL';

export interface Value {
  dump: Uint8Array;
  /** Milliseconds since 1970: by the server's clock (PEXPIRETIME) or by ours (PTTL); null for none. */
  expireAt: number | null;
}

/** Milliseconds by which two expiries may differ that PTTL has told. */
const PTTL_TOLERANCE_MS = 2000;
/** Bytes a millisecond that a server and the way to it manage at least. */
const SLOWEST = 10_000;
const MIN_TIMEOUT_MS = 5000;
const MAX_NAME = 100;

export const timeoutFor = (bytes: number): number => MIN_TIMEOUT_MS + Math.ceil(bytes / SLOWEST);

export const nameOf = (key: Uint8Array): string =>
  `"${escapeBytes(key.subarray(0, MAX_NAME))}"${key.length > MAX_NAME ? '…' : ''}`;

/** Null if there is no such key, or none any more. */
export function valueIn(dump: Answer, expiry: Answer, command: ExpiryCommand): Value | Failed | null {
  if (dump.kind !== 'reply') return dump;
  if (expiry.kind !== 'reply') return expiry;
  const ms = numberOf(expiry.reply);
  if (dump.reply.type !== 'string' || ms === -2) return null;
  const expireAt = ms < 0 ? null : command === 'PTTL' ? Date.now() + ms : ms;
  return { dump: dump.reply.bytes, expireAt };
}

/** An expiry that PTTL has told counts by our clock, so the server is given what is left. */
export function restoreCommand(
  key: Uint8Array,
  { dump, expireAt }: Value,
  command: ExpiryCommand,
  replace: boolean,
): Arg[] {
  const flags = replace ? ['REPLACE'] : [];
  if (expireAt === null) return ['RESTORE', key, 0, dump, ...flags];
  if (command === 'PTTL') return ['RESTORE', key, Math.max(1, expireAt - Date.now()), dump, ...flags];
  return ['RESTORE', key, expireAt, dump, ...flags, 'ABSTTL'];
}

/** `laterMs`: how much later than `a` a copy of it may expire, because the time left was told before the copy was made. */
export function sameValue(a: Value, b: Value, command: ExpiryCommand, laterMs = 0): boolean {
  const tolerance = command === 'PTTL' ? PTTL_TOLERANCE_MS : 0;
  return sameExpiry(a.expireAt, b.expireAt, tolerance, laterMs) && sameDump(a.dump, b.dump);
}

function sameExpiry(a: number | null, b: number | null, tolerance: number, laterMs: number): boolean {
  if (a === null || b === null) return a === b;
  return a - tolerance <= b && b <= a + tolerance + laterMs;
}
