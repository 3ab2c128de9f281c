/** Calls that the Settings view makes to main. */
import type { OperationRequest } from '../../../shared/operations/request.ts';
import { failureOf } from '../../kit/client.ts';
import { focusView } from '../../kit/regions.ts';
import type { Message } from '../../window/message.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { mostCommon } from './compare.ts';
import { chosenNodes, currentRow } from './state.ts';

export function performClusterSettings({ client, send, draw }: Surroundings): Perform {
  const fail = (error: unknown) => send({ type: 'settings-failed', failure: failureOf(error) });
  /** Number of the latest reading: an earlier one may be of another cluster. */
  let reading = 0;
  /** The view was just opened: the focus goes to the table once it is there. */
  let isEntered = false;

  function read(): void {
    const own = ++reading;
    client.clusterSettings(undefined).then(
      (settings) => {
        if (own !== reading) return;
        send({ type: 'settings-told', settings });
        draw();
        if (isEntered) focusView();
        isEntered = false;
      },
      (error: unknown) => own === reading && fail(error),
    );
  }

  function plan(state: State): void {
    const own = state['cluster-settings'];
    const row = currentRow(own);
    if (!row) return;
    const nodes = chosenNodes(own);
    const request: OperationRequest = {
      kind: 'settings',
      changes: [{ name: row.name, value: own.value ?? mostCommon(row.running) ?? '' }],
      rewrite: own.rewrite,
      // Empty for all: then those that do not answer are named in the plan.
      nodes: own.settings?.left === 0 && nodes.length === own.settings.nodes.length ? [] : nodes,
    };
    client.planOperation({ request }).then((answer) => {
      if (answer.kind === 'refused') return send({ type: 'settings-refused', refused: answer });
      send({ type: 'settings-planned' });
      send({ type: 'operations-offered', offered: answer });
    }, fail);
  }

  return (message, state) => {
    const own = state['cluster-settings'];
    const isHere = state.topology?.kind === 'cluster';
    if (message.type === 'settings-read') return read();
    if (message.type === 'settings-plan') return plan(state);
    if (message.type === 'settings-copy') return void client.copyText({ text: message.text }).catch(fail);
    if (message.type === 'settings-edit') {
      draw();
      const field = document.querySelector<HTMLInputElement>('.csettings [data-value]');
      field?.focus();
      field?.select();
    }
    if (!isHere || own.asking !== null) return;
    if (shows(message) && own.settings === null) {
      isEntered = true;
      send({ type: 'settings-read' });
    }
    const isOver = message.type === 'operation' && message.status !== null && message.status.endedAt !== null;
    if (isOver && own.settings !== null) send({ type: 'settings-read' });
  };
}

const shows = (message: Message): boolean =>
  (message.type === 'view' && message.view === 'cluster-settings') ||
  (message.type === 'action' && message.name === 'show-cluster-settings');
