/** Migration jobs as Valkey 9 (CLUSTER GETSLOTMIGRATIONS) and Redis 8.4 (CLUSTER MIGRATION STATUS) list them. Pure. */
import type { SlotRange } from '../../../../shared/cluster/topology.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { Reply } from '../../../../shared/resp/resp.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { unite } from '../../topology/slot-ranges.ts';
import { fieldsOf, itemsOf, textOf } from '../../wire/read-reply.ts';

export interface Job {
  id: string;
  /** Whether the node that lists it gives slots away or gets them. */
  side: 'export' | 'import';
  slots: SlotRange[];
  /** Empty if the node does not say. */
  source: string;
  target: string;
  state: string;
  /** The server's own words, escaped. */
  message: string;
  /** Null while it runs. A Redis import that failed still runs: it tries again by itself. */
  end: 'success' | 'failed' | 'cancelled' | null;
  /** Attempts after the first (Redis). */
  retries: number;
  /** Bytes left (Valkey); null if unknown. */
  left: number | null;
}

/** Jobs that are read; the servers keep 1000 and 32 by default. */
const MAX_JOBS = 2000;
/** Characters of a text; a list of ranges may be longer. */
const MAX_TEXT = 300;
const MAX_RANGES_TEXT = SLOT_COUNT * 12;

export const serverSays = (text: string): string => escapeForLine(text.slice(0, MAX_TEXT).trim());

/** `0-9 20 30-31`. Anything else is left out. */
export function parseRanges(text: string): SlotRange[] {
  const ranges: SlotRange[] = [];
  for (const word of text.slice(0, MAX_RANGES_TEXT).split(' ')) {
    const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(word);
    if (!found) continue;
    const first = Number(found[1]);
    const last = Number(found[2] ?? first);
    if (first <= last && last < SLOT_COUNT) ranges.push({ first, last });
  }
  return unite(ranges);
}

const ENDS: { readonly [state: string]: Job['end'] } = {
  success: 'success',
  completed: 'success',
  failed: 'failed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
};

export function parseJobs(reply: Reply, by: 'valkey' | 'redis'): Job[] {
  const jobs: Job[] = [];
  for (const item of itemsOf(reply).slice(0, MAX_JOBS)) {
    const fields = fieldsOf(item);
    const text = (name: string) => textOf(fields.get(name));
    const short = (name: string) => serverSays(text(name));
    const count = (name: string) => (/^\d{1,15}$/.test(text(name)) ? Number(text(name)) : null);
    const id = short(by === 'valkey' ? 'name' : 'id');
    const state = short('state');
    if (id === '' || state === '') continue;
    const side = short('operation').toLowerCase() === 'import' ? 'import' : 'export';
    const end = Object.hasOwn(ENDS, state) ? ENDS[state]! : null;
    jobs.push({
      id,
      side,
      slots: parseRanges(text(by === 'valkey' ? 'slot_ranges' : 'slots')),
      source: short(by === 'valkey' ? 'source_node' : 'source'),
      target: short(by === 'valkey' ? 'target_node' : 'dest'),
      state,
      message: short(by === 'valkey' ? 'message' : 'last_error'),
      end: by === 'redis' && end === 'failed' ? null : end,
      retries: count('retries') ?? 0,
      left: count('remaining_repl_size'),
    });
  }
  return jobs;
}

export const overlap = (a: readonly SlotRange[], b: readonly SlotRange[]): boolean =>
  a.some((one) => b.some((other) => one.first <= other.last && other.first <= one.last));
