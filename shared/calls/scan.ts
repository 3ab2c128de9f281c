/** The scan of the keyspace by hash tag. */
import { z } from 'zod';
import type { BiggestKeys } from '../slots/biggest-keys.ts';
import {
  TAG_ORDERS,
  type PrefixRow,
  type RowPage,
  type ScanState,
  type TagRow,
} from '../slots/scan-model.ts';
import { call, returns } from './call.ts';
import { database, nothing } from './fields.ts';

const options = z.object({
  database,
  match: z.string().max(10_000),
  type: z.string().max(100),
  count: z.int().min(10).max(10_000),
  limit: z.int().min(0),
  replicas: z.boolean(),
  pause: z.int().min(0).max(10_000),
  samples: z.int().min(0).max(1000),
  separator: z.string().min(1).max(20),
});
const query = z.object({
  filter: z.string().max(1000),
  shard: z.int().nullable(),
  order: z.enum(TAG_ORDERS),
  descending: z.boolean(),
  from: z.int().min(0),
  count: z.int().min(1).max(500),
});

export const scanCalls = {
  /** Starts a scan of the whole keyspace and stops a running one; the event `scan` reports progress. */
  startScan: call(options, returns<ScanState>()),
  pauseScan: call(nothing, returns<void>()),
  resumeScan: call(nothing, returns<void>()),
  /** The counts so far stay readable. */
  stopScan: call(nothing, returns<void>()),
  scanTags: call(query, returns<RowPage<TagRow>>()),
  scanPrefixes: call(query, returns<RowPage<PrefixRow>>()),
  /** Searches the keys of the scan for those with most memory; the event `biggestKeys` reports progress. */
  startBiggestKeys: call(nothing, returns<BiggestKeys>()),
  /** What was found stays readable. */
  stopBiggestKeys: call(nothing, returns<void>()),
  /** Asks for a file name and writes the whole result there. Returns the path, or null if the user cancels. */
  exportScan: call(z.object({ form: z.enum(['csv', 'json']) }), returns<string | null>()),
};
