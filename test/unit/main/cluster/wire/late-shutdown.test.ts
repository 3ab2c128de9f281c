import { expect, test } from 'vitest';
import { isLateShutdown } from '../../../../../main/cluster/wire/late-shutdown.ts';

const MESSAGE = "Cannot read properties of null (reading 'finishShutdown')";
const error = (message: string, place: string) =>
  Object.assign(new TypeError(message), { stack: `TypeError: ${message}\n    at ${place}` });

test('only Node’s own error about the end of a TLS socket over a stream is passed over', () => {
  const node = 'JSStreamSocket.finishShutdown (node:internal/js_stream_socket:160:12)';
  expect(isLateShutdown(error(MESSAGE, node))).toBe(true);
  expect(isLateShutdown(error(MESSAGE, 'end (main/cluster/wire/link.ts:1:1)'))).toBe(false);
  expect(isLateShutdown(error("Cannot read properties of null (reading 'write')", node))).toBe(false);
  expect(isLateShutdown(MESSAGE)).toBe(false);
});
