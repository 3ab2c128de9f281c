import { Dialog } from '../../kit/dialog.tsx';
import { counted, grouped } from '../../kit/numbers.ts';
import { WarningIcon } from '../../kit/icons.tsx';
import { VirtualList } from '../../kit/virtual-list.tsx';
import type { Send } from '../../window/state.ts';
import type { PasteQuestion } from './paste-question.ts';

/** Pixels of a row of one line in paste.css: longer ones wrap, for what is confirmed must be seen to its end. */
const ROW = 22;
/** Characters of a line that are shown. */
const MOST = 2000;

/** Shows the pasted commands before they run. Anything that closes it but its one button is a no. */
export function PasteDialog({ send, paste }: { send: Send; paste: PasteQuestion }) {
  const { lines, writes, environment, connection } = paste;
  const cancel = () => send({ type: 'answer-paste', run: false });
  const production = environment === 'production';
  const run = `Run ${counted(lines.length, 'line')}`;
  return (
    <Dialog
      label={`${run} on ${connection}?`}
      kind={production ? 'guard' : 'guard paste'}
      role="alertdialog"
      describedBy="paste-detail"
      onClose={cancel}
    >
      <form
        class="guardform"
        onSubmit={(event) => {
          event.preventDefault();
          send({ type: 'answer-paste', run: true });
        }}
      >
        <header>
          <WarningIcon />
          <h2>
            {run} on <bdi>{connection}</bdi>?
          </h2>
          <span class="grow" />
          <span class="env" data-env={environment}>
            {environment}
          </span>
        </header>
        <div class="guardbody">
          <p id="paste-detail" class="f2">
            {writes === 0
              ? 'None of the pasted lines writes.'
              : `${grouped(writes)} of the pasted lines ${writes === 1 ? 'writes or changes' : 'write or change'} the server.`}{' '}
            They run in this order.
          </p>
          <div class="pastelines mono xs">
            <VirtualList
              label="Pasted lines"
              count={lines.length}
              size={() => ROW}
              measured
              row={(i) => (
                <div class="pasteline">
                  <span class="num f3">{grouped(i + 1)}</span>
                  <bdi>{shownOf(lines[i]!)}</bdi>
                </div>
              )}
            />
          </div>
        </div>
        <footer>
          <span class="xs f3">
            {production
              ? 'Nothing has been sent yet'
              : 'Nothing has been sent yet. Ctrl+K, “Pasting”, sets when this is asked.'}
          </span>
          <span class="grow" />
          <button type="button" class="btn" autoFocus={production} onClick={cancel}>
            Cancel <kbd>Esc</kbd>
          </button>
          <button type="submit" class={production ? 'btn danger' : 'btn primary'} autoFocus={!production}>
            {run}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

const shownOf = (line: string): string =>
  line.length <= MOST ? line : `${line.slice(0, MOST)}… and ${counted(line.length - MOST, 'more character')}`;
