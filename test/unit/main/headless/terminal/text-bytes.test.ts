import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOfText, TextStream, textOfBytes } from '../../../../../main/headless/terminal/text-bytes.ts';

const pieces = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
  ),
);

it('gives back every byte', () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const bytes = Buffer.concat(parts);
      expect(bytesOfText(textOfBytes(bytes)).equals(bytes)).toBe(true);
    }),
  );
});

it('reads UTF-8 as text, and each other byte as one character', () => {
  expect(textOfBytes(Buffer.from('é日😀'))).toBe('é日😀');
  expect(textOfBytes(Buffer.from([0x61, 0xff, 0xe6, 0x97, 0x62]))).toBe('a\udcff\udce6\udc97b');
});

it('does not split a character that arrives in two pieces', () => {
  const bytes = Buffer.from('aé日😀');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const stream = new TextStream();
    expect(stream.push(bytes.subarray(0, cut)) + stream.push(bytes.subarray(cut))).toBe('aé日😀');
  }
});
