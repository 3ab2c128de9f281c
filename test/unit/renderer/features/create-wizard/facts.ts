import type { ConfSetting, NewNodeFacts } from '../../../../../shared/operations/new-node.ts';

/** A node that can join. */
export const fact = (
  address: string,
  values: Partial<Record<ConfSetting, string>> = {},
  more: Partial<NewNodeFacts> = {},
): NewNodeFacts => ({
  given: address,
  address,
  ip: address.slice(0, address.lastIndexOf(':')),
  refusal: null,
  server: 'Redis 7.0.15',
  isClusterEnabled: true,
  keys: 0,
  otherNodes: 0,
  busPort: 17_000,
  isBusOpen: true,
  hasLeftovers: false,
  conf: { file: '/etc/redis.conf', values, refused: null },
  ...more,
});

export const SIX = ['a:1', 'a:2', 'b:1', 'b:2', 'c:1', 'c:2'].map((address) => fact(address));
