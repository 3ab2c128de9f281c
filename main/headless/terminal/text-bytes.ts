/** Bytes of a terminal or a file as text and back: UTF-8, and a byte that is not as a lone surrogate, so that none is lost. */

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** U+DC80 to U+DCFF without a first half before them: bytes that are not UTF-8. */
const ESCAPED = /(?<![\ud800-\udbff])[\udc80-\udcff]/;
const ESCAPED_BYTE = 0xdc00;

export function textOfBytes(bytes: Uint8Array): string {
  const whole = decoded(bytes);
  if (whole !== null) return whole;
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = lengthFrom(bytes[at]!);
    const character = at + length <= bytes.length ? decoded(bytes.subarray(at, at + length)) : null;
    text += character ?? String.fromCharCode(ESCAPED_BYTE + bytes[at]!);
    at += character === null ? 1 : length;
  }
  return text;
}

/** The bytes that textOfBytes was given. */
export function bytesOfText(text: string): Buffer {
  if (!ESCAPED.test(text)) return Buffer.from(text);
  const parts = text.split(new RegExp(`(${ESCAPED.source})`));
  return Buffer.concat(
    parts.map((part, i) => (i % 2 === 1 ? Buffer.of(part.charCodeAt(0) - ESCAPED_BYTE) : Buffer.from(part))),
  );
}

/** Text that arrives in pieces, which may end within a character. */
export class TextStream {
  private rest: Uint8Array = new Uint8Array();

  push(piece: Uint8Array): string {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, piece]) : piece;
    const end = wholeCharacters(bytes);
    this.rest = bytes.slice(end);
    return textOfBytes(bytes.subarray(0, end));
  }
}

/** Where a last character that is not complete yet begins. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return lengthFrom(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** The length of a character by its first byte; 1 for a byte that begins none. */
const lengthFrom = (byte: number) => (byte < 0xc2 || byte > 0xf4 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4);

function decoded(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
