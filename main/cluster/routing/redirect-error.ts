/** Reads an error reply for routing: which of the cluster's errors it is, and where it points. Pure. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { HopOutcome } from '../../../shared/session/execution.ts';
import { joinFrame, type RawReply } from '../wire/raw-reply.ts';
import { formatAddress, hostOf, parseAddress, splitAddress } from '../wire/address.ts';

export interface ErrorMeaning {
  outcome: HopOutcome;
  /** MOVED and ASK: null in both if the server named no slot or no usable address. */
  slot: number | null;
  target: NodeAddress | null;
}

const OUTCOMES: { readonly [word: string]: HopOutcome } = {
  MOVED: 'moved',
  ASK: 'ask',
  TRYAGAIN: 'tryagain',
  CLUSTERDOWN: 'clusterdown',
  LOADING: 'loading',
  MASTERDOWN: 'masterdown',
  READONLY: 'readonly',
  CROSSSLOT: 'crossslot',
};

/** The one node of the map at this port; null if there is none, or several. */
export type AtPort = (port: number) => NodeAddress | null;

/**
 * `text` is the error without its `-`; `answeredBy` fills an empty host in (`MOVED 3999 :6381`, since 7.0), and `atPort` that of
 * a node without the name that is preferred (`MOVED 3999 ?:6381`). A word after the port is ignored, as in redis-cli.
 */
export function readError(text: string, answeredBy: NodeAddress, atPort?: AtPort): ErrorMeaning {
  const [word = '', slotText = '', place = ''] = text.split(' ');
  const outcome = OUTCOMES[word] ?? 'error';
  if (outcome !== 'moved' && outcome !== 'ask') return { outcome, slot: null, target: null };
  const slot = /^\d{1,5}$/.test(slotText) && Number(slotText) < 16384 ? Number(slotText) : null;
  const at = splitAddress(place);
  if (slot === null || !at) return { outcome, slot: null, target: null };
  const known = at.host === '?' ? atPort?.(at.port) : null;
  if (known) return { outcome, slot, target: known };
  const host = at.host === '' || at.host === '?' ? hostOf(answeredBy) : at.host;
  const target = formatAddress(host, at.port);
  return parseAddress(target) ? { outcome, slot, target } : { outcome, slot: null, target: null };
}

/** Text of an error reply without its type byte, at most 500 characters; null for any other reply. */
export function errorText(reply: RawReply): string | null {
  if (reply.type !== 0x2d && reply.type !== 0x21) return null;
  const frame = joinFrame(reply);
  const start = reply.type === 0x21 ? frame.indexOf(10) + 1 : 1;
  return new TextDecoder()
    .decode(frame.subarray(start, Math.min(frame.length, start + 500)))
    .split('\r\n')[0]!;
}
