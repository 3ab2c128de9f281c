import { Dialog } from '../../kit/dialog.tsx';
import type { PanelProps } from '../../window/state.ts';
import { walkWords } from './words.ts';

/** Asks before the lesson's cluster is thrown away. */
export function ResetDialog({ state, send }: PanelProps) {
  const words = walkWords(state.language);
  const close = () => send({ type: 'close-overlay' });
  return (
    <Dialog label={words.resetAsk} kind="guard" role="alertdialog" describedBy="reset-about" onClose={close}>
      <form
        class="guardform"
        onSubmit={(event) => {
          event.preventDefault();
          close();
          send({ type: 'lesson-reset-sure' });
        }}
      >
        <header>
          <h2>{words.resetAsk}</h2>
        </header>
        <div class="guardbody">
          <p id="reset-about" class="f2">
            {words.resetAbout}
          </p>
        </div>
        <footer>
          <span class="grow" />
          <button type="button" class="btn" onClick={close}>
            {words.cancel} <kbd>Esc</kbd>
          </button>
          <button type="submit" class="btn primary" autoFocus>
            {words.reset}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
