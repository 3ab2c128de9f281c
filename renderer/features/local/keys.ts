/** The letters of the view: each does what a button shows. */
import type { NodeAct } from '../../../shared/local/local.ts';
import type { Message } from '../../window/message.ts';
import { currentRow, type LocalState, type Row } from './state.ts';
import { words } from './words.ts';

/** What can be done with the node as it is, in the order of the buttons, each with its key. */
export function actsFor({
  node: { state },
  cluster: { phase },
}: Row): readonly (readonly [NodeAct, string])[] {
  if (phase !== 'running') return [];
  if (state === 'running')
    return [
      ['restart', 'R'],
      ['stop', 'X'],
      ['kill', 'K'],
      ['freeze', 'Z'],
    ];
  if (state === 'frozen')
    return [
      ['unfreeze', 'Z'],
      ['stop', 'X'],
      ['kill', 'K'],
    ];
  return [['start', 'S']];
}

/** The messages for a key; none if it is not ours. */
export function messagesFor(key: string, local: LocalState): Message[] {
  const letter = key.toUpperCase();
  if (letter === 'N') return [{ type: 'local-new' }];
  const at = currentRow(local);
  if (!at || !/^[SRXKZLEICA]$/.test(letter)) return [];
  if (letter === 'L') return [{ type: 'local-pane', pane: 'log' }];
  if (letter === 'E') return [{ type: 'local-pane', pane: 'conf' }];
  if (letter === 'I') return [{ type: 'local-pane', pane: 'facts' }];
  const { id } = at.cluster;
  if (letter === 'C') return [{ type: 'local-do', deed: { id, port: null, act: 'connect' } }];
  if (letter === 'A') return [{ type: 'local-do', deed: { id, port: null, act: 'add' } }];
  const act = actsFor(at).find(([, own]) => own === letter)?.[0];
  if (act) return [{ type: 'local-do', deed: { id, port: at.node.port, act } }];
  return [{ type: 'local-note', text: words.acts.refused(at.node.state) }];
}
