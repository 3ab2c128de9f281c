/** Lists the keys of one group behind codis: SLOTSSCAN for each of its slots, one after another. */
import { argsOf } from '../../../shared/resp/resp.ts';
import { isError, joinFrame } from '../wire/raw-reply.ts';
import { readScanReply, walkKeys } from './key-walk.ts';
import type { Counter } from './grouping.ts';
import type { NodeScanParts } from './node-scan.ts';
import type { Sample } from './samples.ts';
import { slotsIn } from './scan-plan.ts';

/** Milliseconds for one call. */
const TIMEOUT_MS = 15_000;

/**
 * Resolves with true when all slots that the counter accepts are listed, false if it was ended before. Rejects with a
 * ConnectionError, or with an Error in the proxy's words if a slot cannot be listed.
 */
export async function scanCodisGroup(
  parts: NodeScanParts<Sample[]> & { counter: Pick<Counter, 'accept'> },
): Promise<boolean> {
  const { connection, counter, options, gate, signal } = parts;
  for (const slot of slotsIn(counter.accept.slice())) {
    let cursor = '0';
    do {
      if (!(await gate.mayGoOn()) || signal.aborted) return false;
      // The slot has moved.
      if (counter.accept[slot] === 0) break;
      const args = argsOf('SLOTSSCAN', String(slot), cursor, 'COUNT', String(options.count));
      const reply = await connection.send(args, { timeout: TIMEOUT_MS });
      if (signal.aborted) return false;
      const frame = joinFrame(reply);
      if (isError(reply)) throw new Error(Buffer.from(frame.subarray(1, 300)).toString('latin1').trim());
      const page = readScanReply(frame);
      cursor = Buffer.from(page.cursor).toString('latin1');
      let left = gate.left();
      if (left > 0)
        walkKeys(frame, page, (bytes, start, end) => {
          if (counter.add(bytes, start, end)) left--;
          return left > 0;
        });
      gate.onPage(page.keys);
      if (options.pause > 0) await new Promise((resolve) => setTimeout(resolve, options.pause));
    } while (cursor !== '0');
  }
  return true;
}
