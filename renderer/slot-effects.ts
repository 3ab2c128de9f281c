/** What the Slot panel asks of main. */
import { failureOf } from './client.ts';
import type { Surroundings } from './effects.ts';
import type { Message } from './state.ts';

export function performSlot(message: Message, { client, send }: Surroundings): void {
  if (message.type === 'ask-slot')
    client.slotDetail({ slot: message.slot, limit: message.limit }).then(
      (detail) => send({ type: 'slot-detail', detail }),
      (error: unknown) => send({ type: 'slot-failed', slot: message.slot, failure: failureOf(error) }),
    );
}
