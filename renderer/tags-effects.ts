/** What the Hash tags view asks of main. */
import { failureOf } from './client.ts';
import type { Surroundings } from './effects.ts';
import type { Message, State } from './state.ts';

export function performTags(message: Message, state: State, { client, send }: Surroundings): void {
  if (message.type === 'scan-start')
    client.startScan(state.tags.options).then(
      (scan) => send({ type: 'scan', scan }),
      (error: unknown) => send({ type: 'scan-failed', failure: failureOf(error) }),
    );
}
