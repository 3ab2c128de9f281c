/** What is piped to codis, without its transactions. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WithoutTransactions } from '../../../../../../main/headless/modes/pipe/without-transactions.ts';

const resp = (...words: string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;

async function piped(pieces: readonly string[]) {
  const waiting = pieces.map((piece) => Buffer.from(piece, 'latin1'));
  const input = new WithoutTransactions({ next: () => Promise.resolve(waiting.shift() ?? null) });
  let kept = '';
  for (let piece = await input.next(); piece !== null; piece = await input.next())
    kept += piece.toString('latin1');
  return { kept, dropped: input.dropped, problem: input.problem };
}

test('what is between MULTI and EXEC or DISCARD is left out, wherever the pieces end', async () => {
  const before = `${resp('SET', 'a', '1')}set b 2\r\n`;
  const inside = `${resp('MULTI')}${resp('SET', 'once', '1')}"Multi"\nset once 2\n${resp('eXec')}`;
  const after = `mUlTi\r\nset c 1\r\nDISCARD\r\n${resp('SET', 'later', 'multi')}`;
  const text = before + inside + after;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 8 }), async (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), text.length];
      const pieces = at.slice(1).map((end, i) => text.slice(at[i], end));
      const all = { kept: before + resp('SET', 'later', 'multi'), dropped: 8, problem: null };
      expect(await piped(pieces)).toEqual(all);
    }),
  );
});

test('a transaction that does not end takes all that follows; input that cannot be read ends it', async () => {
  expect(await piped(['set a 1\nmulti\nset b 1\nset c 1'])).toEqual({
    kept: 'set a 1\n',
    dropped: 3,
    problem: null,
  });
  expect(await piped([resp('SET', 'a', '1'), '*2\r\nSET'])).toMatchObject({ kept: resp('SET', 'a', '1') });
  expect((await piped(['*2\r\nSET\r\n'])).problem).not.toBeNull();
  expect((await piped(['*2\r\n$3\r\nDEL\r\n$5\r\nab'])).problem).toBe('the input ends within a command');
});
