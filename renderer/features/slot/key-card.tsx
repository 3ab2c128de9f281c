/** The selected key: what its node reports, and the actions on it. */
import type { KeyFacts, SlotPart } from '../../../shared/slots/slot-model.ts';
import type { Send } from '../../window/state.ts';
import { shortcutText } from '../../kit/parts.tsx';
import { factsText } from './key-row.tsx';
import { readCommand } from './read-command.ts';
import { words } from './words.ts';

const w = words.key;

export function KeyCard({
  keyBytes,
  part,
  facts,
  note,
  send,
}: {
  keyBytes: Uint8Array;
  part: SlotPart;
  facts: KeyFacts | undefined;
  note: string;
  send: Send;
}) {
  const command = facts ? readCommand(facts.type, facts.memory).name : w.someCommand;
  return (
    <div class="keycard sec" role="group" aria-label={w.selected}>
      <p class="xs f2 wrapany" role="status">
        {note || w.about(facts ? factsText(facts) : '', keyBytes.length, part.node)}
      </p>
      <div class="row wrap">
        <button
          type="button"
          class="btn"
          title={w.showHint(command)}
          onClick={() => send({ type: 'read-key', key: keyBytes, facts: facts ?? null })}
        >
          {w.show}
        </button>
        <button
          type="button"
          class="btn"
          title={w.insertHint}
          onClick={() => send({ type: 'insert-key', key: keyBytes })}
        >
          {w.insert}
        </button>
        <button
          type="button"
          class="btn"
          title={w.copyHint(shortcutText('CmdOrCtrl+C'))}
          onClick={() => send({ type: 'copy-slot-key', key: keyBytes })}
        >
          {w.copy}
        </button>
      </div>
    </div>
  );
}

/** For the mouse over a row. The keyboard has keys for both, and the card has buttons for everybody else. */
export function RowActions({ insert, copy }: { insert: () => void; copy: () => void }) {
  const press = (act: () => void) => (event: Event) => {
    // A click on the row shows the value.
    event.stopPropagation();
    act();
  };
  return (
    <span class="rowactions" aria-hidden="true">
      <button type="button" tabIndex={-1} class="link xs" onClick={press(insert)}>
        {w.insert}
      </button>
      <button type="button" tabIndex={-1} class="link xs" onClick={press(copy)}>
        {w.copy}
      </button>
    </span>
  );
}
