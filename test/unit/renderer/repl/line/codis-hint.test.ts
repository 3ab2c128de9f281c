import { expect, it } from 'vitest';
import { markKeys } from '../../../../../renderer/repl/line/keys.ts';
import { shardInk } from '../../../../../shared/repl/text/ink.ts';
import { describeLine } from '../../../../../renderer/repl/line/hint.ts';
import { Reading } from '../../../../../shared/repl/line/reading.ts';
import { explainError } from '../../../../../renderer/repl/transcript/explain.ts';
import { nearestName } from '../../../../../renderer/repl/transcript/nearest-name.ts';
import { readCodisMap } from '../../../../../main/cluster/topology/codis-map.ts';
import { decode } from '../../../../../shared/resp/resp.ts';
import type { Execution } from '../../../../../shared/session/execution.ts';
import { codisSample } from '../../../../support/codis-samples.ts';
import { clusterContext } from '../../../../support/cluster-fixtures.ts';

const codis = readCodisMap(decode(codisSample('slotsmapping-all')), null);

function atCodis(session: Parameters<typeof clusterContext>[0] = {}) {
  const context = clusterContext({ server: 'codis', currentNode: '127.0.0.1:29100', ...session });
  return { ...context, topology: { ...context.topology!, kind: 'proxy' as const, shards: [], codis } };
}

const hint = (line: string, session: Parameters<typeof clusterContext>[0] = {}) =>
  describeLine(new Reading(line), atCodis(session));

it('names codis’s slot and group, and the part that it hashes', () => {
  expect(hint('get foo')).toMatchObject({ kind: 'slot', slot: 289, shard: 1, node: '127.0.0.1:29001' });
  expect(hint('get {user}:1')).toMatchObject({ slot: 585, shard: 2, node: '127.0.0.1:29003' });
  expect(hint('get {}a')).toMatchObject({ slot: 0, keys: [{ hashed: { start: 1, end: 1, tagged: true } }] });
});

it('underlines in the line what codis hashes, in the colour of its group', () => {
  const marks = (line: string) =>
    markKeys(new Reading(line), atCodis()).map(({ start, end, ink }) => [line.slice(start, end), ink]);
  expect(marks('mget foo {user}:1')).toEqual([
    ['foo', shardInk(1)],
    ['user', shardInk(2)],
  ]);
  expect(marks('get {}a')).toEqual([]);
});

it('warns of keys in several groups before Enter, and says what production does', () => {
  const apart = { kind: 'cross-slot', slots: 2, shards: 2 };
  expect(hint('sunion bar user')).toMatchObject({ ...apart, codis: 'by-key' });
  expect(hint('sunion bar user', { environment: 'production' })).toMatchObject({
    ...apart,
    codis: 'refused',
  });
  expect(hint('sunion bar foo', { environment: 'production' })).toMatchObject({ shards: 1, codis: 'by-key' });
  expect(hint('mget bar user')).toMatchObject({ ...apart, codis: 'divided' });
  for (const line of ['sort foo by store store user', 'eval "return 1" 2 bar user', 'smove foo user m'])
    expect(hint(line), line).toMatchObject({ ...apart, codis: 'by-key' });
});

it('says what would not be sent, and why', () => {
  const notSent = (line: string, session = {}) => {
    const said = hint(line, session);
    return said.kind === 'text' && said.tone === 'bad' ? said.text : null;
  };
  expect(notSent('multi')).toBe('Would not be sent: codis does not allow it');
  expect(notSent('multi', { mode: 'off' })).not.toBeNull();
  expect(notSent('keys *', { mode: 'off' })).toBeNull();
  expect(notSent('info server')).toContain('the address of a server behind it');
  expect(notSent('info 127.0.0.1:29001')).toBeNull();
  expect(notSent('subscribe c')).not.toBeNull();
});

const explained = (text: string, command: string, keys = 1) => {
  const execution = { command, keys: Array.from({ length: keys }, () => ({})), hops: [] };
  const lines = explainError(text, execution as unknown as Execution, atCodis());
  return lines.map(({ spans }) => spans.map((one) => one.text).join('')).join(' ');
};

it('says of each of its errors whether the command ran', () => {
  const offline = 'ERR handle request, slot is not ready, may be offline';
  expect(explained("ERR handle request, command 'KEYS' is not allowed", 'keys *', 0)).toContain(
    'did not run',
  );
  expect(explained(offline, 'set k850 1')).toContain('did not run');
  expect(explained(offline, 'mset foo 1 k850 1', 2)).toContain('keys before this one may be done');
  expect(explained(offline, 'mget foo k850', 2)).toContain('did not run');
  const lost = 'ERR handle response, backend conn failure, EOF';
  expect(explained(lost, 'set user 1')).toContain('may or may not have run');
  expect(explained(lost, 'get user')).toContain('only reads');
});

it('calls the fate unknown if a slot was moving and the server that it leaves did not answer', () => {
  for (const what of ['backend conn failure, EOF', 'backend conn reset', 'request is broken', 'whatever'])
    expect(explained(`ERR handle request, ${what}`, 'incr foo'), what).toContain('may or may not have run');
  const stuck = 'ERR handle request, bad slotsmgrt resp: ERR timeout';
  expect(explained(stuck, 'incr foo')).toContain('did not run');
  expect(explained(stuck, 'del foo bar', 2)).toContain('keys before this one may be done');
});

it('never suggests the name that was typed', () => {
  expect(nearestName('HELLO', ['hello', 'help'])).toBeNull();
  expect(nearestName('helo', ['hello'])).toBe('hello');
  for (const name of ['helo', 'hello', 'mutli', 'multi', 'keyz'])
    expect(explained(`ERR unknown command '${name}'`, name), name).not.toContain('nearest');
  expect(explained("ERR unknown command 'gte'", 'gte')).toContain('The nearest is GET');
});
