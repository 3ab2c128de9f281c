/** A reply that stayed in main, to be read by page. */
export interface LargeReply {
  id: number;
  bytes: number;
  /** Null for a string: its pages are pieces of PIECE_BYTES. */
  elements: number | null;
  what: string;
  /** The command's text as its Execution has it. */
  command: string;
}

export const PIECE_BYTES = 4096;

/** Rows that a reader of pages sees. */
export function countRows(large: LargeReply): number {
  return large.elements ?? Math.ceil(stringLength(large.bytes) / PIECE_BYTES);
}

/** The length of a bulk string whose frame, `$<length>\r\n…\r\n`, has this many bytes. */
export function stringLength(frameBytes: number): number {
  for (let digits = 1; digits < 16; digits++) {
    const length = frameBytes - 5 - digits;
    if (String(length).length === digits) return Math.max(0, length);
  }
  return frameBytes;
}
