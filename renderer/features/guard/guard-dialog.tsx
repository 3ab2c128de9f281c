import type { Choice, Question } from '../../../shared/commands/guard.ts';
import { isConfirmed, type QuestionOverlay } from './state.ts';
import type { Send } from '../../window/state.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { grouped } from '../../../shared/format/count.ts';
import { WarningIcon } from '../../kit/icons.tsx';
import { ShardBadge } from '../../kit/parts.tsx';
import { words } from './words.ts';

/**
 * Asks before a dangerous command. Anything that closes it, except its one button, means no. `shell` is the name of the shell whose
 * command is held; empty if there is only one.
 */
export function GuardDialog({
  send,
  overlay,
  shell,
}: {
  send: Send;
  overlay: QuestionOverlay;
  shell: string;
}) {
  const { question, typed } = overlay;
  const chosen = question.choices.find(({ id }) => id === overlay.choice) ?? question.choices[0];
  const cancel = () => send({ type: 'answer-question', approval: null });
  const approve = (event: Event) => {
    event.preventDefault();
    if (!isConfirmed(overlay)) return;
    send({ type: 'answer-question', approval: { question: question.id, typed, choice: overlay.choice } });
  };
  return (
    <Dialog
      label={shell === '' ? question.headline : `${question.headline} (${words.inShell(shell)})`}
      kind="guard"
      role="alertdialog"
      describedBy="guard-detail"
      onClose={cancel}
    >
      <form class="guardform" onSubmit={approve}>
        <header>
          <WarningIcon />
          <h2>
            <span class="mono">{question.name}</span>
            {question.headline.slice(question.name.length)}
          </h2>
          <span class="grow" />
          {shell !== '' && <span class="sm f2 guardshell">{words.inShell(shell)}</span>}
          <span class="env" data-env={question.environment}>
            {question.environment}
          </span>
        </header>
        <div class="guardbody">
          <p id="guard-detail" class="f2">
            {question.detail}
          </p>
          {question.command.toUpperCase() !== question.name && (
            <p class="mono xs f2 guardcommand">
              <bdi>{question.command}</bdi>
            </p>
          )}
          <Nodes question={question} chosen={chosen} />
          {question.choices.length > 1 && <Choices overlay={overlay} send={send} />}
          {question.mustType && (
            <label class="sm typename">
              <span>
                {words.type} <b class="mono">{question.cluster}</b> {words.toConfirm}
              </span>
              <input
                class="input mono"
                value={typed}
                autoFocus
                autocomplete="off"
                spellcheck={false}
                onInput={(event) => send({ type: 'question-text', text: event.currentTarget.value })}
              />
            </label>
          )}
        </div>
        <footer>
          <span class="xs f3">{words.notSent}</span>
          <span class="grow" />
          <button type="button" class="btn" autoFocus={!question.mustType} onClick={cancel}>
            {words.cancel} <kbd>Esc</kbd>
          </button>
          <button type="submit" class="btn danger" disabled={!isConfirmed(overlay)}>
            {chosen?.button}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** The nodes it would touch; those that the choice leaves out are dimmed. */
function Nodes({ question, chosen }: { question: Question; chosen: Choice | undefined }) {
  const isMeant = (node: string) => chosen?.nodes.includes(node) ?? false;
  const meant = question.rows.filter((row) => isMeant(row.node));
  const shards = new Set(meant.flatMap((row) => row.shard ?? []));
  const nodes = meant.reduce(
    (sum, row) => sum + 1 + row.replicas.filter((replica) => !isMeant(replica)).length,
    0,
  );
  const metric = (keys: number | null | undefined) =>
    keys === null || keys === undefined ? words.unknown : grouped(keys);
  return (
    <div class="guardnodes">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.node}</th>
            <th scope="col">{words.replicas}</th>
            <th scope="col" class="num">
              {question.keysTitle}
            </th>
          </tr>
        </thead>
        <tbody>
          {question.rows.map((row) => (
            <tr key={row.node} class={isMeant(row.node) ? undefined : 'spared'}>
              <td>
                <span class="row">
                  {row.shard !== null && <ShardBadge shard={row.shard} />}
                  <span class="mono">{row.node}</span>
                </span>
              </td>
              <td class="mono f2">{row.replicas.join(', ')}</td>
              <td class="num">{isMeant(row.node) ? metric(row.keys) : '–'}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={2}>{words.total(shards.size, nodes)}</td>
            <td class="num">{metric(chosen?.keys)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

const Choices = ({ overlay, send }: { overlay: QuestionOverlay; send: Send }) => (
  <fieldset class="sm" aria-label={words.where}>
    {overlay.question.choices.map(({ id, label, note, nodes }) => (
      <label key={id} class="mark">
        <input
          type="radio"
          name="guard-choice"
          checked={overlay.choice === id}
          onChange={() => send({ type: 'question-choice', choice: id })}
        />
        {id === 'asked' && nodes.length === 1 ? (
          <span>
            {words.only} <span class="mono">{nodes[0]}</span>
          </span>
        ) : (
          label
        )}
        <span class="f3">{note}</span>
      </label>
    ))}
  </fieldset>
);
