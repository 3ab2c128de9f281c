import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConnectionError } from '../../../../../main/cluster/wire/errors.ts';
import { FrameWalk } from '../../../../../main/cluster/wire/frame-walk.ts';
import { FrameScanner, type ReplyLimits } from '../../../../../main/cluster/wire/frame-scanner.ts';
import { joinFrame, type RawReply } from '../../../../../main/cluster/wire/raw-reply.ts';
import { decode } from '../../../../../shared/resp/resp.ts';

interface Seen {
  frame: string;
  type: string;
  elements: number;
  bytes: number;
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const seen = (reply: RawReply): Seen => ({
  frame: Buffer.from(joinFrame(reply)).toString('latin1'),
  type: String.fromCharCode(reply.type),
  elements: reply.elements,
  bytes: reply.bytes,
});

function scan(pieces: readonly (string | Uint8Array)[], limits: Partial<ReplyLimits> = {}): Seen[] {
  const found: Seen[] = [];
  const scanner = new FrameScanner((reply) => found.push(seen(reply)), limits);
  for (const piece of pieces) scanner.push(typeof piece === 'string' ? latin1(piece) : piece);
  return found;
}

function failure(bytes: string, limits: Partial<ReplyLimits> = {}): ConnectionError {
  try {
    scan([bytes], limits);
  } catch (error) {
    if (error instanceof ConnectionError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(bytes)} was let through`);
}

const ONE_OF_EACH: [string, string, number][] = [
  ['+OK\r\n', '+', -1],
  ['+\r\n', '+', -1],
  ['-ERR no\r\n', '-', -1],
  [':-12\r\n', ':', -1],
  ['$5\r\nhe\r\no\r\n', '$', -1],
  ['$0\r\n\r\n', '$', -1],
  ['$-1\r\n', '$', -1],
  ['*-1\r\n', '*', -1],
  ['*0\r\n', '*', 0],
  ['*3\r\n:1\r\n$1\r\na\r\n*1\r\n+x\r\n', '*', 3],
  ['_\r\n', '_', -1],
  ['#t\r\n', '#', -1],
  [',3.0\r\n', ',', -1],
  [',-inf\r\n', ',', -1],
  ['(1234567999999999999999999999999999999\r\n', '(', -1],
  ['!8\r\nERR a\r\nb\r\n', '!', -1],
  ['=8\r\ntxt:a\r\nb\r\n', '=', -1],
  ['%2\r\n+a\r\n:1\r\n+b\r\n*1\r\n_\r\n', '%', 4],
  ['%0\r\n', '%', 0],
  ['~2\r\n#t\r\n#f\r\n', '~', 2],
  ['>2\r\n+invalidate\r\n_\r\n', '>', 2],
  ['|1\r\n+a\r\n*2\r\n:1\r\n:2\r\n$1\r\nx\r\n', '$', -1],
  ['|1\r\n|0\r\n+k\r\n*1\r\n:1\r\n~3\r\n+x\r\n+y\r\n+z\r\n', '~', 3],
  ['|1\r\n+ttl\r\n:9\r\n$1\r\na\r\n', '$', -1],
  ['|1\r\n+a\r\n*2\r\n:1\r\n:2\r\n|0\r\n*2\r\n|1\r\n+b\r\n:0\r\n:1\r\n:2\r\n', '*', 2],
];

describe('every type', () => {
  test.each(ONE_OF_EACH)('%j is one reply of type %s with %i elements', (frame, type, elements) => {
    const expected = { frame, type, elements, bytes: frame.length };
    expect(scan([frame])).toEqual([expected]);
    expect(scan([frame + frame])).toEqual([expected, expected]);
  });

  test('replies are whole wherever the stream is cut', () => {
    const stream = ONE_OF_EACH.map(([frame]) => frame).join('');
    const whole = scan([stream]);
    expect(whole).toHaveLength(ONE_OF_EACH.length);
    for (let at = 1; at < stream.length; at++)
      expect(scan([stream.slice(0, at), stream.slice(at)])).toEqual(whole);
    expect(scan([...stream])).toEqual(whole);
  });
});

/** Any RESP value as its bytes in Latin-1. */
const { value } = fc.letrec<{ value: string; aggregate: string; attributed: string }>((tie) => {
  const body = fc.oneof(
    fc.constant('\r\n$3\r\n'),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  );
  const line = body.map((text) => text.replace(/[\r\n]/g, ''));
  const leaf = fc.oneof(
    fc.tuple(fc.constantFrom(...'+-'), line).map(([type, text]) => `${type}${text}\r\n`),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((number) => `:${number}\r\n`),
    fc.double().map((number) => `,${String(number).replace('Infinity', 'inf')}\r\n`),
    fc.bigInt().map((number) => `(${number}\r\n`),
    fc.constantFrom('_\r\n', '#t\r\n', '#f\r\n'),
    body.map((text) => `=${text.length + 4}\r\ntxt:${text}\r\n`),
    fc.tuple(fc.constantFrom(...'$!'), body).map(([type, text]) => `${type}${text.length}\r\n${text}\r\n`),
    fc.constantFrom('$-1\r\n', '*-1\r\n'),
  );
  const values = fc.array(tie('value'), { maxLength: 6 });
  return {
    value: fc.oneof({ depthSize: 'medium' }, leaf, tie('aggregate'), tie('attributed')),
    aggregate: fc
      .tuple(fc.constantFrom(...'*~>%'), values)
      .map(([type, items]) =>
        type === '%'
          ? `%${items.length}\r\n${items.map((item) => item + item).join('')}`
          : `${type}${items.length}\r\n${items.join('')}`,
      ),
    attributed: fc
      .tuple(values, tie('value'))
      .map(([items, of]) => `|${items.length}\r\n${items.map((item) => item + item).join('')}${of}`),
  };
});

/** How many elements of the reply are whole in its first `cut` bytes. */
function endsBefore(bytes: Buffer, walk: FrameWalk, cut: number): number {
  const elements = walk.elements(0, walk.length);
  let end = bytes.length;
  let count = elements.length;
  for (const element of elements.toReversed()) {
    if (end <= cut) break;
    end -= element.length;
    count--;
  }
  return count;
}

describe('short replies of a long batch', () => {
  const batch = '+OK\r\n:0\r\n+QUEUED\r\n:17\r\n'.repeat(20);

  test.each([...ONE_OF_EACH.map(([frame]) => frame), ':123456789012345678\r\n', `+${'x'.repeat(80)}\r\n`])(
    'around %j they are found alike however the stream is cut',
    (frame) => {
      const stream = batch + frame + batch;
      const found = scan([stream]);
      expect(found.map((one) => one.frame).join('')).toBe(stream);
      expect(found).toHaveLength(161);
      expect(scan([...stream])).toEqual(found);
    },
  );

  test.each([':\r\n', ':01\r\n', ':1x\r\n', ':-0\r\n', ':+1\r\n', '+a\nb\r\n', '+OK\r+OK\r\n', ':1\r:1\r\n'])(
    '%j among them is refused, and those before it are delivered',
    (bad) => {
      const found: RawReply[] = [];
      const scanner = new FrameScanner((reply) => found.push(reply));
      expect(() => scanner.push(latin1(batch + bad + batch))).toThrow(ConnectionError);
      expect(found).toHaveLength(80);
    },
  );
});

describe('any replies', () => {
  test('are found alike however the stream is cut', () => {
    const cuts = fc.array(fc.nat(), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), cuts, (frames, places) => {
        const stream = frames.join('');
        const at = [...new Set(places.map((place) => place % stream.length))].sort((a, b) => a - b);
        const pieces = [...at, stream.length].map((end, i) => stream.slice(i === 0 ? 0 : at[i - 1], end));
        const found = scan(pieces);
        expect(found.map(({ frame }) => frame)).toEqual(frames);
        expect(found).toEqual(scan([stream]));
      }),
      { numRuns: 1000 },
    );
  });

  test('that have come in part are told by their whole elements, which are those of the whole reply', () => {
    fc.assert(
      fc.property(value, fc.nat(), (frame, place) => {
        const bytes = latin1(frame);
        const whole: RawReply[] = [];
        const scanner = new FrameScanner((reply) => whole.push(reply));
        const cut = place % bytes.length;
        scanner.push(bytes.subarray(0, cut));
        const part = scanner.arriving;
        const elements = part && {
          ...part,
          come: new FrameWalk(part.reply).elements(0, part.arrived),
        };
        scanner.push(bytes.subarray(cut));
        expect(scanner.arriving).toBeNull();
        if (!elements) return;
        const { come, arrived, of } = elements;
        const walk = new FrameWalk(whole[0]!);
        expect(of).toBe(walk.length);
        expect(come.map(String)).toEqual(walk.elements(0, arrived).map(String));
        if (!walk.isString) expect(arrived).toBe(endsBefore(bytes, walk, cut));
      }),
      { numRuns: 2000 },
    );
  });

  test('that are let through can be decoded, even of a damaged stream', () => {
    const damage = fc.tuple(fc.nat(), fc.constantFrom(...'*$%|~>=!-1209\r\n?x'));
    fc.assert(
      fc.property(value, fc.array(damage, { maxLength: 3 }), (frame, damages) => {
        const bytes = latin1(frame);
        for (const [at, by] of damages) bytes[at % bytes.length] = by.charCodeAt(0);
        const scanner = new FrameScanner((reply) => decode(joinFrame(reply)));
        try {
          scanner.push(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ConnectionError);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('limits', () => {
  const nested = (depth: number, open = '*1\r\n') => `${open.repeat(depth)}:1\r\n`;

  test('nesting of 128 is let through and decoded, of 129 refused', () => {
    expect(scan([nested(128)])).toHaveLength(1);
    expect(() => decode(latin1(nested(128)))).not.toThrow();
    expect(failure(nested(129))).toMatchObject({ kind: 'too-large', sent: true });
  });

  test('attributes of attributes count as nesting too', () => {
    expect(scan([nested(128, '|0\r\n')])).toHaveLength(1);
    expect(failure(nested(129, '|0\r\n')).kind).toBe('too-large');
  });

  test.each<[string, string, Partial<ReplyLimits>]>([
    ['a string', '$536870913\r\n', {}],
    ['a string of a small limit', '*2\r\n$11\r\n01234567890\r\n', { bulk: 10 }],
    ['an array', '*134217729\r\n', {}],
    ['a map', '%134217729\r\n', {}],
    ['a line without end', `+${'x'.repeat(2 ** 20 + 1)}`, {}],
    ['a whole reply', '*3\r\n$5\r\nabcde\r\n$5\r\nabcde\r\n$5\r\nabcde\r\n', { frame: 30 }],
  ])('%s beyond the limit is refused', (_, bytes, limits) => {
    expect(failure(bytes, limits)).toMatchObject({ kind: 'too-large', sent: true });
  });

  test('a refusal names the declared size and the limit', () => {
    expect(failure('$314572800\r\n', { bulk: 1_000_000 }).message).toBe(
      'the server announced a string of 314572800 bytes; at most 1000000 are accepted',
    );
  });

  test('a size equal to the limit is accepted', () => {
    expect(scan(['$10\r\n0123456789\r\n'], { bulk: 10, frame: 17 })).toHaveLength(1);
    expect(scan([`+${'x'.repeat(100)}\r\n`], { line: 100 })).toHaveLength(1);
  });
});

describe('what is not RESP', () => {
  test.each([
    ['$-2\r\n', 'a size below -1'],
    ['*-10\r\n', 'a negative count'],
    ['$-01\r\n', 'a null with a zero'],
    ['$+5\r\nhello\r\n', 'a sign'],
    ['$ 5\r\nhello\r\n', 'a space'],
    ['$5x\r\nhello\r\n', 'a letter'],
    ['$\r\n', 'no length'],
    ['$-\r\n', 'a lone minus'],
    ['*1-\r\n', 'a minus behind'],
    ['|-1\r\n', 'null attributes'],
    ['$1000000000000000\r\n', 'sixteen digits'],
    ['$5\nhello\r\n', 'a length without CR'],
    ['$5\r\rhello\r\n', 'a length without LF'],
    ['$5\r\nhello!\r\n', 'a string longer than announced'],
    ['$5\r\nhello\r!', 'a string without LF'],
    ['*2\r\n$1\r\naX\n:12345678901\r\n', 'a string within without CR'],
    ['*2\r\n$1\r\na\rX:12345678901\r\n', 'a string within without LF'],
    ['*2\r\n$1\n\na\r\n:12345678901\r\n', 'a length within without CR'],
    ['+a\rb\r\n', 'a CR within a line'],
    ['*1\r\nx\r\n', 'an unknown type within'],
    [':9223372036854775808\r\n', 'an integer of more than 64 bits'],
    [':-9223372036854775809\r\n', 'a negative integer of more than 64 bits'],
    [':\r\n', 'an integer without digits'],
    [': 1\r\n', 'an integer with a blank'],
    [':+1\r\n', 'an integer with a plus'],
    [':-0\r\n', 'a negative nought'],
    [':01\r\n', 'an integer with a leading nought'],
    [':1.5\r\n', 'an integer with a fraction'],
    [',3.14\0\r\n', 'a double with a NUL'],
    [',\r\n', 'a double without digits'],
    [',1e999\r\n', 'a double beyond all bounds'],
    [',infinity\r\n', 'a double in letters'],
    [',+inf\r\n', 'an infinity with a plus'],
    [`,${'1'.repeat(326)}\r\n`, 'a double longer than hiredis takes'],
    ['_nil\r\n', 'a null with a text'],
    ['#foobar\r\n', 'a boolean with a text'],
    ['#\r\n', 'a boolean without a letter'],
    ['(12a\r\n', 'a big number with a letter'],
    ['(+12\r\n', 'a big number with a plus'],
    ['+a\nb\r\n', 'a status of two lines'],
    ['-ERR a\nb\r\n', 'an error of two lines'],
    ['$05\r\nhello\r\n', 'a length with a leading nought'],
    ['*2\r\n$01\r\na\r\n:12345678901\r\n', 'a length within with a leading nought'],
    ['*01\r\n:1\r\n', 'a count with a leading nought'],
    ['=2\r\nab\r\n', 'a verbatim string without a format'],
    ['=8\r\ntxt-abcd\r\n', 'a verbatim string without its colon'],
  ])('%j is refused: %s', (bytes) => {
    expect(failure(bytes)).toMatchObject({ kind: 'protocol', sent: true });
    expect(() => scan([...bytes])).toThrow(ConnectionError);
  });

  test.each([
    ':9223372036854775807\r\n',
    ':-9223372036854775808\r\n',
    ':0\r\n',
    ', 1\r\n',
    ',+1\r\n',
    ',0x10\r\n',
    ',1e5\r\n',
    ',.5\r\n',
    ',5.\r\n',
    ',INF\r\n',
    ',nan\r\n',
    '#T\r\n',
    '#F\r\n',
    '(\r\n',
    '(-12\r\n',
    '=4\r\ntxt:\r\n',
    '=-1\r\n',
    '%-1\r\n',
    '~-1\r\n',
  ])('%j is a value, as in redis-cli', (bytes) => {
    expect(scan([bytes])).toHaveLength(1);
    expect(scan([...bytes])).toHaveLength(1);
    expect(() => decode(latin1(bytes))).not.toThrow();
  });

  test.each(['$?\r\n', '*?\r\n', '%?\r\n', '~?\r\n'])('the streamed type %j is refused in words', (bytes) => {
    expect(failure(bytes).message).toMatch(/streamed types are not supported$/);
  });

  test.each([
    ['HTTP/1.1 400 Bad Request\r\nX: y\r\n\r\n', 'got `HTTP/1.1 400 Bad Request`; this is a web server'],
    ['\x15\x03\x03\x00\x02\x02P', 'got `\\x15\\x03\\x03\\x00\\x02\\x02P`; this port speaks TLS'],
    ['SSH-2.0-OpenSSH_9.2\r\n', 'got `SSH-2.0-OpenSSH_9.2`'],
    ['\x1b[2J`', 'got `\\x1b[2J\\x60`'],
    ['x'.repeat(500), `got \`${'x'.repeat(64)}\``],
  ])('%j is reported in words, escaped', (bytes, words) => {
    expect(failure(bytes).message).toBe(`expected a RESP reply, ${words}`);
  });

  test('the replies before it are still delivered', () => {
    const found: string[] = [];
    const scanner = new FrameScanner((reply) => found.push(seen(reply).frame));
    expect(() => scanner.push(latin1('+OK\r\n:1\r\nHTTP'))).toThrow(ConnectionError);
    expect(found).toEqual(['+OK\r\n', ':1\r\n']);
  });
});

describe('memory', () => {
  test('chunks of a large reply are kept as received', () => {
    const chunks = [latin1(`$131072\r\n${'x'.repeat(65_527)}`), Buffer.alloc(65_545, 120), latin1('\r\n')];
    const frames: RawReply[] = [];
    const scanner = new FrameScanner((reply) => frames.push(reply));
    for (const chunk of chunks) scanner.push(chunk);
    expect(frames[0]?.chunks[0]).toBe(chunks[0]);
    expect(frames[0]?.chunks[1]).toBe(chunks[1]);
  });

  test('a small reply does not hold on to the large chunk that it came in', () => {
    const frames: RawReply[] = [];
    const scanner = new FrameScanner((reply) => frames.push(reply));
    scanner.push(latin1('+OK\r\n'.repeat(10_000)));
    expect(frames).toHaveLength(10_000);
    for (const { chunks } of frames) expect(chunks[0]?.buffer.byteLength).toBe(5);
  });
});
