/** Replies as tables, from real servers of all versions on RESP2 and RESP3. */
import { afterAll, describe, expect, test } from 'vitest';
import { replyTable } from '../../renderer/features/replies/table/command-tables.ts';
import { cellText, type ReplyTable } from '../../renderer/features/replies/table/reply-table.ts';
import { decode } from '../../shared/resp/resp.ts';
import { RawClient } from '../support/raw-client.ts';
import { RedisServer } from '../support/redis-server.ts';
import { FOUND_SERVERS } from '../support/servers.ts';

const servers: RedisServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const DATA = [
  'hset h name Ann age 41',
  'zadd z 1 one 2.5 two inf far',
  'xadd s 1-1 temp 20 place roof',
  'xadd s 2-1 temp 21 temp 22 wind 3',
  'xgroup create s g 0',
  'xreadgroup group g worker streams s >',
  'config set slowlog-log-slower-than 0 latency-monitor-threshold 1',
  'client setname tester',
];

const texts = ({ columns, rows }: ReplyTable) => [
  columns.map(({ label }) => label),
  ...rows.map((row) => row.map((cell) => cellText(cell, 'redis-cli'))),
];

describe.each(FOUND_SERVERS)('$name', ({ server }) => {
  test.each([2, 3])('on RESP%i', async (protocol) => {
    const one = await RedisServer.start({ server });
    servers.push(one);
    const client = await RawClient.connect(one.port);
    await client.run(`hello ${protocol}`);
    for (const line of DATA) await client.run(line);
    const read = async (line: string) =>
      replyTable(line, decode(Buffer.from(await client.run(line), 'latin1')));
    const rowsOf = async (line: string) => texts((await read(line))!);

    const hash = [
      ['field', 'value'],
      ['name', 'Ann'],
      ['age', '41'],
    ];
    expect(await rowsOf('HGETALL h')).toEqual(hash);
    expect(await rowsOf('hscan h 0')).toEqual(hash);
    expect((await rowsOf('hrandfield h 2 withvalues')).sort()).toEqual([...hash].sort());
    const scores = [
      ['member', 'score'],
      ['one', '1'],
      ['two', '2.5'],
      ['far', 'inf'],
    ];
    expect(await rowsOf('zrange z 0 -1 withscores')).toEqual(scores);
    expect(await rowsOf('zunion 1 z withscores')).toEqual(scores);
    expect(await rowsOf('zscan z 0')).toEqual(scores);
    expect((await read('zrange z 0 -1 withscores'))!.columns[1]!.isNumber).toBe(true);
    expect(await read('zrange z 0 -1')).toBeNull();
    expect(await rowsOf('zmpop 1 z max')).toEqual([scores[0], scores[3]]);
    expect(await rowsOf('zpopmax z')).toEqual([scores[0], scores[2]]);
    expect(await rowsOf('zpopmin z 5')).toEqual([scores[0], scores[1]]);

    const entries = [
      ['id', 'temp', 'place', 'wind', 'more fields'],
      ['1-1', '20', 'roof', '', ''],
      ['2-1', '21', '', '3', 'array, 2 elements'],
    ];
    expect(await rowsOf('xrange s - +')).toEqual(entries);
    expect(await rowsOf('xread streams s 0')).toEqual(
      entries.map((row, at) => [at === 0 ? 'stream' : 's', ...row]),
    );
    expect(await rowsOf('xautoclaim s g worker 0 0')).toEqual(entries);
    expect((await rowsOf('xpending s g - + 9')).map((row) => [row[0], row[1], row[3]])).toEqual([
      ['id', 'consumer', 'deliveries'],
      ['1-1', 'worker', '2'],
      ['2-1', 'worker', '2'],
    ]);
    expect((await rowsOf('xinfo groups s')).map(([name, consumers]) => [name, consumers])).toEqual([
      ['name', 'consumers'],
      ['g', '1'],
    ]);

    const clients = (await read('client list'))!;
    const labels = clients.columns.map(({ label }) => label);
    expect(labels.slice(0, 2)).toEqual(['id', 'addr']);
    expect(cellText(clients.rows[0]![labels.indexOf('name')]!, 'readable')).toBe('tester');
    const slow = (await read('slowlog get 3'))!;
    expect(slow.columns.map(({ label }) => label)).toEqual([
      'id',
      'time',
      'microseconds',
      'command',
      'client',
      'client name',
    ]);
    expect(slow.rows).toHaveLength(3);
    expect(cellText(slow.rows[0]![1]!, 'readable', true)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const info = texts((await read('info'))!);
    expect(info[0]).toEqual(['section', 'name', 'value']);
    expect(info).toContainEqual(['Server', 'tcp_port', String(one.port)]);
    expect(await rowsOf('config get port')).toEqual([
      ['parameter', 'value'],
      ['port', String(one.port)],
    ]);

    for (const other of [
      'get nosuch',
      'hgetall nosuch',
      'lrange s 0 -1',
      'nosuch',
      'type h',
      'zrange h 0 1 withscores',
    ])
      expect(await read(other), other).toBeNull();
    client.close();
  });
});
