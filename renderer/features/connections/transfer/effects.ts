/** What importing and exporting connections ask of main. */
import { failureOf } from '../../../kit/client.ts';
import type { Surroundings } from '../../../window/effects.ts';
import type { Message } from '../../../window/message.ts';
import type { State } from '../../../window/state.ts';

export function performTransfer(
  message: Message,
  { transfer, connections }: State,
  { client, send, draw }: Surroundings,
): void {
  const failed = (error: unknown) => send({ type: 'transfer-failed', failure: failureOf(error) });
  switch (message.type) {
    case 'open-import':
    case 'open-export':
      return draw();
    case 'read-import':
      client.readImport(message.from).then((answer) => send({ type: 'import-answer', answer }), failed);
      return;
    case 'take-import': {
      if (transfer?.kind !== 'import') return;
      const ids = [...transfer.chosen];
      client.takeImport({ ids, keep: connections.keep }).then(() => {
        send({ type: 'close-transfer' });
        if (ids[0]) send({ type: 'select-connection', id: ids[0] });
      }, failed);
      return;
    }
    case 'export': {
      if (transfer?.kind !== 'export') return;
      client
        .exportConnections({ ids: [...transfer.ids], passphrase: message.passphrase })
        .then((path) => send({ type: 'exported', path }), failed);
    }
  }
}
