/** What the slot map asks of main. */
import { failureOf } from './client.ts';
import type { Surroundings } from './effects.ts';
import type { Message, State } from './state.ts';

export function performMap(message: Message, state: State, { client, send }: Surroundings): void {
  const failed = (error: unknown) => send({ type: 'map-failed', failure: failureOf(error) });
  switch (message.type) {
    case 'map-count':
      client.slotCounts(undefined).then((counts) => send({ type: 'map-counts', counts }), failed);
      return;
    case 'map-read-stats':
      client.slotStats(undefined).then((stats) => send({ type: 'map-stats', stats }), failed);
      return;
    case 'map-shade':
      if (message.shade === 'keys' && !state.map.counts && !state.map.progress) send({ type: 'map-count' });
      if (['cpu', 'network', 'memory'].includes(message.shade)) send({ type: 'map-read-stats' });
      return;
    case 'map-copy':
      client.copyText({ text: message.text }).catch(failed);
      return;
    case 'map-save':
      client
        .saveText({ suggestion: message.suggestion, text: message.content })
        .then((path) => path !== null && send({ type: 'map-saved', path }), failed);
  }
}
