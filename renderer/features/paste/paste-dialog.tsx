import { Dialog } from '../../kit/dialog.tsx';
import { grouped } from '../../../shared/format/count.ts';
import { WarningIcon } from '../../kit/icons.tsx';
import { VirtualList } from '../../kit/virtual-list.tsx';
import type { Send } from '../../window/state.ts';
import type { PasteQuestion } from './paste-question.ts';
import { words } from './words.ts';

/** Height of a one-line row in paste.css. Longer lines wrap: the user must see all of what they confirm. */
const ROW = 22;
/** Characters shown of a line. */
const MOST = 2000;

/** Shows the pasted commands before they run. Anything that closes it, except its one button, means no. */
export function PasteDialog({ send, paste }: { send: Send; paste: PasteQuestion }) {
  const { lines, writes, environment, connection, others } = paste;
  const cancel = () => send({ type: 'answer-paste', run: false });
  const production = environment === 'production';
  const run = words.run(lines.length);
  const isSetting = !production && others.length === 0;
  return (
    <Dialog
      label={words.title(run, connection)}
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
            {run}
            {words.on}
            <bdi>{connection}</bdi>?
          </h2>
          <span class="grow" />
          <span class="env" data-env={environment}>
            {environment}
          </span>
        </header>
        <div class="guardbody">
          <p id="paste-detail" class="f2">
            {words.detail(writes)}
            {others.length > 0 && <b> {words.broadcast(others)}</b>}
          </p>
          <div class="pastelines mono xs">
            <VirtualList
              label={words.lines}
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
          <span class="xs f3">{isSetting ? words.notSentHint : words.notSent}</span>
          <span class="grow" />
          <button type="button" class="btn" autoFocus={production} onClick={cancel}>
            {words.cancel} <kbd>Esc</kbd>
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
  line.length <= MOST ? line : line.slice(0, MOST) + words.more(line.length - MOST);
