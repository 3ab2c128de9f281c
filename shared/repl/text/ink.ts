/** The palette indices that the shell writes with; each terminal gives them its own colours. */

export const FIRST_SHARD = 16;
const SHARD_COLOURS = 8;

export const INK = { fg2: 24, fg3: 25, danger: 26, warn: 27, accent: 28, panel: 29 } as const;

/** A shard's palette index: after eight the colours repeat. */
export const shardInk = (shard: number): number =>
  FIRST_SHARD + ((((shard - 1) % SHARD_COLOURS) + SHARD_COLOURS) % SHARD_COLOURS);
