/** Keys by slot, asked of each slot's owner. */
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { numberOf } from '../../wire/read-reply.ts';
import { primariesOf, slotsOf, type ClusterReading } from './cluster-reading.ts';
import { NodeFailure, type OperationNodes } from './nodes.ts';

/** Questions that one node has open at a time. */
const BATCH = 512;

/** Rejects with NodeFailure if an owner does not answer. */
export async function readSlotKeys(nodes: OperationNodes, reading: ClusterReading): Promise<Float64Array> {
  const keys = new Float64Array(SLOT_COUNT);
  await Promise.all(
    primariesOf(reading).map(async ({ id, address }) => {
      const slots = slotsOf(reading, id).flatMap(({ first, last }) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      );
      for (let at = 0; at < slots.length; at += BATCH) {
        const batch = slots.slice(at, at + BATCH);
        const answers = await nodes.pipeline(
          address,
          batch.map((slot) => ['CLUSTER', 'COUNTKEYSINSLOT', slot]),
        );
        for (const [i, answer] of answers.entries()) {
          if (answer.kind !== 'reply') throw new NodeFailure(address, answer);
          keys[batch[i]!] = numberOf(answer.reply);
        }
      }
    }),
  );
  return keys;
}
