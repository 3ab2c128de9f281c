import { expect, test } from 'vitest';
import {
  readAddresses,
  withAddress,
  withoutAddress,
} from '../../../../../renderer/features/create-wizard/addresses.ts';

const addresses = (text: string) => readAddresses(text).addresses;

test('blanks, line breaks and commas separate addresses, and each counts once', () => {
  expect(addresses(' a:1, b:2;\n\tc:3 a:1 ')).toEqual(['a:1', 'b:2', 'c:3']);
  expect(addresses('')).toEqual([]);
});

test('a range of ports stands for each of them; one that is too long or backwards is left as it is', () => {
  expect(addresses('10.4.1.11:7000-7002')).toEqual(['10.4.1.11:7000', '10.4.1.11:7001', '10.4.1.11:7002']);
  expect(addresses('[::1]:7000-7001')).toEqual(['[::1]:7000', '[::1]:7001']);
  expect(addresses('a:7000-6000 a:1-60000')).toEqual(['a:7000-6000', 'a:1-60000']);
});

test('a line of redis-cli is understood, with its number of replicas', () => {
  const line = 'redis-cli --cluster create a:1 b:2 \\\n c:3 --cluster-replicas 2 --cluster-yes';
  expect(readAddresses(line)).toEqual({
    addresses: ['a:1', 'b:2', 'c:3'],
    replicas: 2,
    repeated: [],
    left: 0,
  });
  expect(readAddresses('a:1').replicas).toBeNull();
});

test('more addresses than the limit are counted and left out', () => {
  const { addresses: kept, left } = readAddresses('a:1000-1099 b:1000-1099 c:1000-1009');
  expect(kept).toHaveLength(200);
  expect(left).toBe(10);
});

test('an address is added on a line of its own and taken out again', () => {
  const text = withAddress('a:1 b:2', 'c:3');
  expect(text).toBe('a:1 b:2\nc:3\n');
  expect(withAddress(text, 'c:3')).toBe(text);
  expect(addresses(withoutAddress(text, 'b:2'))).toEqual(['a:1', 'c:3']);
  expect(addresses(withoutAddress('a:1-3', 'a:2'))).toEqual(['a:1', 'a:3']);
});

test('an address that is there more than once is named, also one of a range', () => {
  const { addresses, repeated } = readAddresses('a:1 b:1 a:1 a:1 b:1-3');
  expect(addresses).toEqual(['a:1', 'b:1', 'b:2', 'b:3']);
  expect(repeated).toEqual(['a:1', 'b:1']);
});
