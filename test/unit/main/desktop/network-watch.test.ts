import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchNetwork } from '../../../../main/desktop/network-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const loopback = { address: '127.0.0.1', internal: true };
const outside = (address: string) => ({ address, internal: false });

test('another address is reported once; loopback, another order and the loss of all addresses are not', () => {
  let now: Record<string, { address: string; internal: boolean }[]> = {
    lo: [loopback],
    eth0: [outside('10.0.0.1'), outside('fe80::1')],
  };
  let told = 0;
  const stop = watchNetwork(
    () => told++,
    () => now,
    1000,
  );
  const look = (next: typeof now) => {
    now = next;
    vi.advanceTimersByTime(2000);
    return told;
  };
  expect(look({ eth0: [outside('fe80::1'), outside('10.0.0.1')] })).toBe(0);
  expect(
    look({ lo: [loopback], eth0: [outside('10.0.0.1'), outside('fe80::1')], tun0: [outside('10.8.0.2')] }),
  ).toBe(1);
  expect(look({ lo: [loopback] })).toBe(1);
  expect(look({ lo: [loopback], wlan0: [outside('192.168.1.7')] })).toBe(2);
  stop();
  expect(look({ wlan0: [outside('192.168.1.8')] })).toBe(2);
});

test('the watch reads the interfaces of this computer', () => {
  const told = vi.fn();
  const stop = watchNetwork(told, undefined, 10);
  vi.advanceTimersByTime(100);
  expect(told).not.toHaveBeenCalled();
  stop();
});
