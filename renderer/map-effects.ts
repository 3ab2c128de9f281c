/** What the slot map asks of main. */
import { failureOf } from './client.ts';
import type { Surroundings } from './effects.ts';
import type { Message } from './state.ts';

export function performMap(message: Message, { client, send }: Surroundings): void {
  if (message.type === 'map-count')
    client.slotCounts(undefined).then(
      (counts) => send({ type: 'map-counts', counts }),
      (error: unknown) => send({ type: 'map-failed', failure: failureOf(error) }),
    );
}
