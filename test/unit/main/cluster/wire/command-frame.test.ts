import { expect, test } from 'vitest';
import { encodeCommand, encodeCommands } from '../../../../../main/cluster/wire/command-frame.ts';

const bytes = (size: number) => Uint8Array.from({ length: size }, (_, i) => (i * 31) % 256);

test('a command is an array of bulk strings, whatever its bytes and sizes', () => {
  expect(encodeCommand([Buffer.from('GET'), Buffer.from('ä\r\n')]).toString()).toBe(
    '*2\r\n$3\r\nGET\r\n$4\r\nä\r\n\r\n',
  );
  for (const sizes of [
    [0],
    [1, 9, 10],
    [47, 48, 49, 99, 100, 101],
    [999, 1000, 300],
    new Array<number>(123).fill(2),
  ])
    expect(encodeCommand(sizes.map(bytes))).toEqual(encodeCommands([sizes.map(bytes)]));
});
