/** Bytes as rows of sixteen: offset, hexadecimal, ASCII. */

export const HEX_ROW = 16;

export interface HexRow {
  /** Eight hexadecimal digits, more for more bytes. */
  offset: string;
  /** Padded, so that rows line up; a wider gap in the middle. */
  hex: string;
  ascii: string;
}

export const hexRows = (bytes: Uint8Array): number => Math.ceil(bytes.length / HEX_ROW);

/** Row `index`, from 0. */
export function hexRow(bytes: Uint8Array, index: number): HexRow {
  const part = bytes.subarray(index * HEX_ROW, (index + 1) * HEX_ROW);
  let hex = '';
  let ascii = '';
  for (let i = 0; i < HEX_ROW; i++) {
    const byte = part[i];
    if (i > 0) hex += i === HEX_ROW / 2 ? '  ' : ' ';
    hex += byte === undefined ? '  ' : byte.toString(16).padStart(2, '0');
    if (byte !== undefined) ascii += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  }
  return { offset: (index * HEX_ROW).toString(16).padStart(8, '0'), hex, ascii };
}

/** All rows as text, as `hexdump -C` writes them. */
export function hexText(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let i = 0; i < hexRows(bytes); i++) {
    const { offset, hex, ascii } = hexRow(bytes, i);
    rows.push(`${offset}  ${hex}  |${ascii}|\n`);
  }
  return rows.join('');
}
