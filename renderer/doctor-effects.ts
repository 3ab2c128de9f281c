/** What the connection doctor asks of main. */
import { failureOf } from './client.ts';
import { selectedDraft } from './connections-state.ts';
import type { Surroundings } from './effects.ts';
import type { Message, State } from './state.ts';

export function performDoctor(
  message: Message,
  { doctor: { run }, connections, connecting }: State,
  { client, send }: Surroundings,
): void {
  const failed = (error: unknown) => send({ type: 'doctor-failed', run, failure: failureOf(error) });
  switch (message.type) {
    case 'examine': {
      const profile = selectedDraft(connections)?.profile;
      if (!profile) return;
      client
        .examine({ run, profile, secrets: message.secrets })
        .then((report) => send({ type: 'doctor-done', run, report }), failed);
      return;
    }
    case 'examine-typed':
      client
        .examine({ run, target: connecting.target.trim() })
        .then((report) => send({ type: 'doctor-done', run, report }), failed);
      return;
    case 'copy-report':
      client.copyText({ text: message.text }).then(
        () => send({ type: 'report-told', text: 'Copied.' }),
        (error: unknown) => send({ type: 'report-told', text: failureOf(error).message }),
      );
  }
}
