/** Asks before keys, changes or files are lost. Anything that closes it, except its one button, means no. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import { Dialog } from '../../kit/dialog.tsx';
import type { Send } from '../../window/state.ts';
import type { LossQuestion } from './state.ts';
import { words } from './words.ts';

const w = words.loss;

export function LossDialog({ question, send }: { question: LossQuestion; send: Send }) {
  const { deed, loss } = question;
  const title = w.title(deed.act, escapeForLine(question.name));
  const close = () => send({ type: 'close-overlay' });
  const sentences = [
    ...(deed.act === 'remove' ? [w.files] : []),
    ...(loss.unkept > 0 ? [w.unkept(loss.unkept)] : []),
    ...(deed.act === 'remove' && loss.unkept === 0 && loss.keys > 0 ? [w.keys(loss.keys)] : []),
    ...(deed.act === 'kill' && loss.unsaved > 0 ? [w.unsaved(loss.unsaved)] : []),
    ...(loss.silent.length > 0 ? [w.silent(loss.silent)] : []),
    ...(deed.port !== null && loss.hasHeirs ? [w.heirs] : []),
  ];
  return (
    <Dialog label={title} kind="localloss" role="alertdialog" describedBy="local-loss" onClose={close}>
      <div class="ask">
        <h2>{title}</h2>
        <div id="local-loss" class="f2">
          {sentences.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
        <footer>
          <button type="button" class="btn" autoFocus onClick={close}>
            {w.no} <kbd>Esc</kbd>
          </button>
          <button
            type="button"
            class="btn danger"
            onClick={() => {
              close();
              send({ type: 'local-done-asking', deed });
            }}
          >
            {w.yes(deed.act, loss)}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}
