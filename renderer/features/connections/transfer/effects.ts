/** Calls to main for importing and exporting connections. */
import { failureOf } from '../../../kit/client.ts';
import type { Perform, Surroundings } from '../../../window/feature.ts';

export const performTransfer = ({ client, send, draw }: Surroundings): Perform => {
  const failed = (error: unknown) => send({ type: 'transfer-failed', failure: failureOf(error) });
  return (message, { transfer, connections }) => {
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
  };
};
