/** What the guard takes for code in a script is what a real server's Lua takes for code. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tokenizeLua } from '../../shared/commands/lua-tokens.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let server: RedisCluster;
beforeAll(async () => {
  server = await RedisCluster.start({ cluster: false, primaries: 1 });
});
afterAll(() => server.stop());

/** `p` writes down the string that stands behind it: what is heard, in its order, is what Lua took for code. */
const LISTEN = `
  local out = {}
  for i, text in ipairs(ARGV) do
    local heard = {}
    local function p(s) heard[#heard + 1] = s; return p end
    local f = loadstring('local p = ...;' .. text)
    if f and pcall(f, p) then out[i] = heard else out[i] = false end
  end
  return out`;

/** The strings that each text's code hands to `p`; null for a text that does not compile. */
const heardBy = async (texts: readonly string[]) =>
  (await server.command(server.ports[0]!, 'EVAL', LISTEN, '0', ...texts)) as (string[] | null)[];

const noise = (...more: string[]) =>
  fc
    .array(fc.constantFrom('-', '[', ']', '=', '\r', '\n', "'", '"', '\\', ...more), { maxLength: 12 })
    .map((parts) => parts.join(''));
const body = noise('z', 'x', '0', '65', '300', 'n', 'a', ' ', '--', ']]', '\r\n', '\\\r\n');
const level = fc.constantFrom('', '=', '==');
const piece = fc.oneof(
  body.map((text) => `p'${text}'`),
  body.map((text) => `p"${text}"`),
  fc.tuple(level, body).map(([equals, text]) => `p[${equals}[${text}]${equals}]`),
  fc.tuple(level, body).map(([equals, text]) => `--[${equals}[${text}]${equals}]`),
  fc.tuple(body, fc.constantFrom('\r', '\n', '\r\n', '\n\r')).map(([text, end]) => `--${text}${end}`),
  fc.constantFrom(' ', ';', '\r', '\n', '\f', '\v', '\t', '--', '--[', 'local x = 1. ', 'local y = .5 '),
  fc.constantFrom('local z = 1e-3--\r', 'local w = p--[==[\n', ']==]', '()', "'one'"),
);
const text = fc.oneof(
  { weight: 3, arbitrary: fc.array(piece, { minLength: 1, maxLength: 8 }).map((all) => all.join('')) },
  { weight: 1, arbitrary: fc.tuple(noise(), noise()).map(([a, b]) => `${a}\np'seen'${b}`) },
  { weight: 1, arbitrary: noise().map((a) => `--${a}p'seen'`) },
);

/** An assignment or a comparison may have a string of code that `p` never gets: `local z = 1 == ""`, `z = ''`. */
const mayKeepStrings = (text: string) => /(?<![[\]=])=/.test(text.replaceAll(/local \w = /g, ''));

/** `strings` without those that are not in `heard`, in its order. */
function onlyHeard(strings: readonly string[], heard: readonly string[]) {
  let at = 0;
  return strings.filter((one) => one === heard[at] && ++at);
}

test('a text that Lua compiles has the same strings as code and as tokens', async () => {
  let compiled = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 200, maxLength: 200 }), async (texts) => {
      const heard = await heardBy(texts);
      for (const [i, strings] of heard.entries()) {
        if (!strings) continue;
        compiled++;
        const tokens = tokenizeLua(texts[i]!) ?? [];
        const read = tokens.flatMap((token) => (token.kind === 'string' ? [token.text] : []));
        const told = mayKeepStrings(texts[i]!) ? onlyHeard(read, strings) : read;
        expect([texts[i], told]).toEqual([texts[i], strings]);
      }
    }),
    { numRuns: 60 },
  );
  // About 3,300 of 12,000 texts compile.
  expect(compiled).toBeGreaterThan(2000);
});

test('every text of four of these characters is a comment for both, or for neither', async () => {
  const letters = ['-', '[', ']', '=', '\r', '\n', "'", '"', '\\'];
  const all = letters.flatMap((a) =>
    letters.flatMap((b) => letters.flatMap((c) => letters.map((d) => `--${a}${b}${c}${d}p'seen'`))),
  );
  const heard = await heardBy(all);
  const differing = all.filter((one, i) => {
    const tokens = tokenizeLua(one);
    const seen = tokens?.some(({ kind, text }) => kind === 'string' && text === 'seen') ?? false;
    return heard[i] && heard[i].includes('seen') !== seen;
  });
  expect(differing).toEqual([]);
  expect(heard.filter((strings) => strings?.includes('seen')).length).toBeGreaterThan(500);
});
