/** Calls that the Slot panel makes to main. */
import { unpackDetail } from '../../../shared/slots/packed-detail.ts';
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import { quoteWord } from '../../../shared/commands/quote.ts';
import { nextFacts, type SlotPane } from './state.ts';
import { words } from './words.ts';

/** Bytes of a key that the clipboard takes: quoted, each is at most four characters. */
const LONGEST_COPY = 1 << 24;

export const performSlot = (surroundings: Surroundings): Perform => {
  const { client, send } = surroundings;
  return (message, state) => {
    const { slot, session } = state;
    if (slot.asked && slot.asked.database !== session.database) return send({ type: 'slot-database' });
    switch (message.type) {
      case 'ask-slot':
      case 'slot-database': {
        if (!slot.asked) return;
        const { slot: number, database } = slot.asked;
        client.slotDetail(slot.asked).then(
          (detail) => send({ type: 'slot-detail', detail: unpackDetail(detail) }),
          (error: unknown) =>
            send({ type: 'slot-failed', slot: number, database, failure: failureOf(error) }),
        );
        return;
      }
      case 'slot-rows':
      case 'facts':
        return askFacts(slot, surroundings);
      case 'copy-slot-key': {
        if (message.key.length > LONGEST_COPY) return send({ type: 'slot-note', text: words.key.tooLong });
        client.copyText({ text: quoteWord(message.key) }).then(
          () => send({ type: 'slot-note', text: words.key.copied }),
          (error: unknown) => send({ type: 'slot-note', text: failureOf(error).message }),
        );
        return;
      }
    }
  };
};

/** Asks each part's node about the keys in view, one question at a time. */
function askFacts(slot: SlotPane, { client, send }: Surroundings): void {
  const { detail } = slot;
  for (const [part, { node, role, keys }] of (detail?.parts ?? []).entries()) {
    const indexes = nextFacts(slot, part);
    if (!detail || indexes.length === 0) continue;
    send({ type: 'facts-asked', part });
    // A copy: a view would carry the buffer of all keys with it.
    const asked = indexes.map((index) => keys[index]!.slice());
    client.keyFacts({ slot: detail.slot, database: detail.database, node, role, keys: asked }).then(
      (facts) => send({ type: 'facts', detail, part, indexes, facts }),
      (error: unknown) => send({ type: 'facts-failed', detail, part, failure: failureOf(error) }),
    );
  }
}
