import type { TagRow } from '../../shared/slots/scan-model.ts';

/** A tag that one pass found, without samples and with nothing to warn of. */
export const tagRow = (tag: string, more: Partial<TagRow> = {}): TagRow => ({
  tag: new TextEncoder().encode(tag),
  keys: 1,
  lowBy: 0,
  share: 0,
  slot: 0,
  shard: 1,
  types: [],
  samples: 0,
  memory: null,
  largest: [],
  verdict: 'none',
  reason: '',
  ...more,
});
