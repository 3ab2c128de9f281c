import { expect, test } from 'vitest';
import { CommandScanner } from '../../../../../../main/headless/modes/pipe/command-scanner.ts';
import { SlotOfCommand } from '../../../../../../main/headless/modes/pipe/slot-of-command.ts';
import { BUNDLED_COMMANDS } from '../../../../../../shared/commands/command-table.ts';
import { keySlot } from '../../../../../../shared/slots/slots.ts';

interface Found {
  offset: number;
  raw: string;
  words: string[];
}

function scan(pieces: readonly Buffer[]): { found: Found[]; problem: string | null; rest: number } {
  const scanner = new CommandScanner();
  const found: Found[] = [];
  for (const piece of pieces) {
    scanner.feed(piece);
    while (scanner.next()) {
      const { bytes, places, count, from, to, offset } = scanner;
      const words = Array.from({ length: count }, (_, i) =>
        bytes.toString('latin1', places[i * 2], places[i * 2 + 1]),
      );
      found.push({ offset, raw: bytes.toString('latin1', from, to), words });
    }
  }
  return { found, problem: scanner.problem, rest: scanner.rest };
}

const long = 'x'.repeat(1234);
const INPUT = Buffer.from(
  `SET a 1\n\r\n*0\r\n*3\r\n$3\r\nSET\r\n$0\r\n\r\n$4\r\n\r\n*\0\r\n  get\t b \r\n*-1\r\n*2\r\n$4\r\nECHO\r\n$1234\r\n${long}\r\nPING\n`,
  'latin1',
);

test('commands are found, wherever the input is cut', () => {
  const whole = scan([INPUT]);
  expect(whole.found.map(({ words }) => words)).toEqual([
    ['SET', 'a', '1'],
    ['SET', '', '\r\n*\0'],
    ['get', 'b'],
    ['ECHO', long],
    ['PING'],
  ]);
  for (const { offset, raw } of whole.found)
    expect(INPUT.toString('latin1', offset, offset + raw.length)).toBe(raw);
  expect(whole).toMatchObject({ problem: null, rest: 0 });
  for (let cut = 1; cut < INPUT.length; cut++)
    expect(scan([INPUT.subarray(0, cut), INPUT.subarray(cut)]), `cut at ${cut}`).toEqual(whole);
  expect(scan(Array.from(INPUT, (_, i) => INPUT.subarray(i, i + 1)))).toEqual(whole);
});

test.each([
  ['*2\r\nfoo\r\n', "an argument does not begin with '$'"],
  ['*x\r\n', 'a count of arguments is invalid'],
  ['*2000000\r\n', 'a count of arguments is invalid'],
  ['*1\r\n$-1\r\n', 'the length of an argument is invalid'],
  ['*1\r\n$536870913\r\n', 'the length of an argument is invalid'],
  [`*${'1'.repeat(70_000)}`, 'a count of arguments is too long'],
  ['y'.repeat(70_000), 'a line has more than 65536 bytes'],
])('%.20j is no command, and nothing after it is read', (text, problem) => {
  const end = scan([Buffer.from(`PING\n${text}`), Buffer.from('PING\n')]);
  expect(end.found.map(({ words }) => words)).toEqual([['PING']]);
  expect(end.problem).toBe(problem);
});

test('the slot of each command', () => {
  const scanner = new CommandScanner();
  const slots = new SlotOfCommand(BUNDLED_COMMANDS, 0);
  const of = (line: string): number | string => {
    scanner.feed(Buffer.from(`${line}\n`));
    expect(scanner.next()).toBe(true);
    const slot = slots.of(scanner);
    return slot < -1 ? slots.reason : slot;
  };
  const slotOf = (key: string) => keySlot(Buffer.from(key));
  for (const line of [
    'SET foo 1',
    'set foo 1',
    'sEt "foo" 1',
    'EVAL "return 1" 1 foo',
    'XREAD STREAMS foo 0',
    'OBJECT ENCODING foo',
  ])
    expect(of(line), line).toBe(slotOf('foo'));
  expect(of('SET x{tag}y 1')).toBe(slotOf('tag'));
  for (const line of ['PING', 'DBSIZE', 'NOSUCH foo', 'SET', 'SELECT 0', 'EVAL "return 1" 0', 'PUBLISH a b'])
    expect(of(line), line).toBe(-1);
  for (const line of [
    'FLUSHALL',
    'CONFIG SET a b',
    'SELECT 1',
    'SUBSCRIBE a',
    'SSUBSCRIBE a',
    'WAIT 1 0',
    'CLIENT REPLY OFF',
    'QUIT',
  ])
    expect(of(line), line).toMatch(/^it /);
  expect(of('SET foo "x')).toBe('its quotes are not balanced');
  for (const line of ['MULTI', 'SET foo 1', 'EXEC', 'WATCH foo'])
    expect(of(line), line).toMatch(/transaction|connection/);
  expect(of('SET foo 1')).toBe(slotOf('foo'));
});
