/**
 * Keeps large replies in main; the window gets their head, and further pages on request. Bounded: the oldest replies are
 * dropped.
 */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { counted } from '../../../shared/format/count.ts';
import type { Arriving, ReplyPart } from '../../../shared/session/execution.ts';
import { joinFrame, type PartOfReply, type RawReply, concat } from './raw-reply.ts';
import { FailureError } from '../../../shared/failure.ts';
import { FrameWalk } from './frame-walk.ts';

/** Bytes and top-level elements up to which a reply is sent whole. */
export const WHOLE_BYTES = 1 << 20;
export const WHOLE_ELEMENTS = 10_000;
/** Size of the head of a larger reply. */
const HEAD_ELEMENTS = 100;
const HEAD_BYTES = 64 << 10;
/** Bytes of a string that count as one element of a page. */
export const STRING_PIECE = 4096;
/** A larger element is replaced in a page by a line that says how large it is. */
const ELEMENT_BYTES = 256 << 10;
const KEPT_REPLIES = 16;
const KEPT_BYTES = 512 << 20;

const encoder = new TextEncoder();

interface Kept {
  reply: RawReply;
  walk: FrameWalk;
}

export class ReplyStore {
  private readonly kept = new Map<number, Kept>();
  private nextId = 1;

  /** Returns the part of `reply` for the window; a large reply is kept here. */
  admit(reply: RawReply): ReplyPart {
    // A copy: a view would transfer the socket's whole read buffer.
    if (reply.bytes <= WHOLE_BYTES && reply.elements <= WHOLE_ELEMENTS)
      return { whole: true, frame: new Uint8Array(joinFrame(reply)) };
    const walk = new FrameWalk(reply);
    // A large error or status line is cut and not kept, because it has no pages.
    if (walk.length === 0) return { whole: true, frame: cutLine(joinFrame(reply)) };
    const id = this.nextId++;
    this.kept.set(id, { reply, walk });
    this.dropOldest();
    return {
      whole: false,
      id,
      bytes: reply.bytes,
      elements: walk.isString ? null : walk.length,
      ...headOf(walk),
    };
  }

  /** Returns the reply as it is, whatever its size. */
  whole(reply: RawReply): ReplyPart {
    return { whole: true, frame: joinFrame(reply) };
  }

  /** Returns elements `from` up to `from + count` as one array frame; for a string, pieces of 4,096 bytes. */
  page(id: number, from: number, count: number): Uint8Array {
    const elements = this.elements(id, from, count);
    return aggregate('*', this.get(id).walk.isString ? elements : elements.map(placeholderIfLarge));
  }

  /** The elements at these places, in this order, as one array frame. */
  pick(id: number, at: readonly number[]): Uint8Array {
    return aggregate('*', at.flatMap((place) => this.elements(id, place, 1)).map(placeholderIfLarge));
  }

  /** The elements of page(), with each element or piece as a separate frame of any size. */
  elements(id: number, from: number, count: number): Uint8Array[] {
    const { walk } = this.get(id);
    if (!walk.isString) return walk.elements(from, from + count);
    const pieces: Uint8Array[] = [];
    for (let i = from; i < from + count && i * STRING_PIECE < walk.length; i++)
      pieces.push(bulk(walk.elements(i * STRING_PIECE, (i + 1) * STRING_PIECE)[0]!));
    return pieces;
  }

  /** The number of elements for page(), whether they are pieces of one string, and the type character. */
  size(id: number): { count: number; isString: boolean; type: string } {
    const { walk } = this.get(id);
    const type = String.fromCharCode(walk.type);
    return walk.isString
      ? { count: Math.ceil(walk.length / STRING_PIECE), isString: true, type }
      : { count: walk.length, isString: false, type };
  }

  private get bytes(): number {
    let sum = 0;
    for (const { reply } of this.kept.values()) sum += reply.bytes;
    return sum;
  }

  clear(): void {
    this.kept.clear();
  }

  private get(id: number): Kept {
    const kept = this.kept.get(id);
    if (!kept)
      throw new FailureError('gone', 'This reply is no longer kept in memory.', 'Run the command again.');
    return kept;
  }

  private dropOldest(): void {
    for (const id of this.kept.keys()) {
      if (this.kept.size <= 1 || (this.kept.size <= KEPT_REPLIES && this.bytes <= KEPT_BYTES)) return;
      this.kept.delete(id);
    }
  }
}

const ERROR = 0x2d;

/** Describes a partial reply for the window. The head is null if it has an error in it, which may quote a secret. */
export function arrivingOf(node: NodeAddress, { reply, arrived, of }: PartOfReply): Arriving {
  const walk = new FrameWalk(reply);
  const { isString } = walk;
  const told = { node, bytes: reply.bytes, isString, arrived, of };
  const isSafe =
    isString || !walk.elements(0, Math.min(arrived, HEAD_ELEMENTS)).some(([type]) => type === ERROR);
  return { ...told, head: isSafe && arrived > 0 ? headOf(walk, arrived).head : null };
}

/** `available`: elements, or bytes of a string, that have arrived. */
function headOf(walk: FrameWalk, available = Infinity): { head: Uint8Array; shown: number } {
  if (walk.isString) {
    const head = walk.elements(0, Math.min(STRING_PIECE, available))[0]!;
    return { head: bulk(head), shown: head.length };
  }
  const taken: Uint8Array[] = [];
  let bytes = 0;
  for (const element of walk.elements(0, Math.min(HEAD_ELEMENTS, available)).map(placeholderIfLarge)) {
    if (taken.length > 1 && bytes + element.length > HEAD_BYTES) break;
    taken.push(element);
    bytes += element.length;
  }
  // A map's head ends with a whole pair.
  if (walk.type === 0x25 && taken.length % 2 === 1) taken.pop();
  return { head: aggregate(String.fromCharCode(walk.type), taken), shown: taken.length };
}

const bulk = (bytes: Uint8Array) =>
  concat([encoder.encode(`$${bytes.length}\r\n`), bytes, encoder.encode('\r\n')]);

function aggregate(type: string, elements: readonly Uint8Array[]): Uint8Array {
  const count = type === '%' ? elements.length / 2 : elements.length;
  return concat([encoder.encode(`${type}${count}\r\n`), ...elements]);
}

const placeholderIfLarge = (element: Uint8Array): Uint8Array =>
  element.length <= ELEMENT_BYTES
    ? element
    : encoder.encode(
        `+(a value of ${counted(element.length, 'byte')}, too large to show here: save the reply)\r\n`,
      );

const cutLine = (frame: Uint8Array) => concat([frame.subarray(0, HEAD_BYTES), encoder.encode('...\r\n')]);
