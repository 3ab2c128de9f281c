import { expect, test } from 'vitest';
import { fileNames } from '../../../../../../main/headless/modes/rdb/file-names.ts';

test.each([
  ['dump.rdb', '127.0.0.1:7001', 'dump-127.0.0.1-7001.rdb'],
  ['/a/b.c/dump', 'redis-1.example:6379', '/a/b.c/dump-redis-1.example-6379'],
  ['dump.rdb', '::1:7001', 'dump-__1-7001.rdb'],
  ['a/dump.rdb', '../../etc/x\n:1', 'a/dump-.._.._etc_x_-1.rdb'],
])('%s of %s is %s', (file, address, name) => {
  expect(fileNames(file, [address])).toEqual([name]);
});

test('two nodes never share a file', () => {
  expect(() => fileNames('dump.rdb', ['a b:1', 'a_b:1'])).toThrow(
    "Two nodes would be saved as 'dump-a_b-1.rdb'.",
  );
});
