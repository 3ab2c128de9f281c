/** The key that is selected: all that its node says of it, and what can be done with it. */
import type { KeyFacts, SlotPart } from '../../../shared/slots/slot-model.ts';
import type { Send } from '../../window/state.ts';
import { counted } from '../../kit/numbers.ts';
import { shortcutText } from '../../kit/parts.tsx';
import { factsText } from './key-row.tsx';
import { readCommand } from './read-command.ts';

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
  const command = facts ? readCommand(facts.type, facts.memory).name : 'the command for its type';
  return (
    <div class="keycard sec" role="group" aria-label="Selected key">
      <p class="xs f2 wrapany" role="status">
        {note ||
          `${facts ? `${factsText(facts)} · ` : ''}name ${counted(keyBytes.length, 'byte')} · ${part.node}`}
      </p>
      <div class="row wrap">
        <button
          type="button"
          class="btn"
          title={`Runs ${command} in the shell (Enter)`}
          onClick={() => send({ type: 'read-key', key: keyBytes, facts: facts ?? null })}
        >
          Show value
        </button>
        <button
          type="button"
          class="btn"
          title="Puts the key into the shell (I)"
          onClick={() => send({ type: 'insert-key', key: keyBytes })}
        >
          Insert
        </button>
        <button
          type="button"
          class="btn"
          title={`Copies the key, quoted as the shell takes it (${shortcutText('CmdOrCtrl+C')})`}
          onClick={() => send({ type: 'copy-slot-key', key: keyBytes })}
        >
          Copy
        </button>
      </div>
    </div>
  );
}

/** For the mouse over a row; the keyboard has keys for both, and the card has them for everybody else. */
export function RowActions({ insert, copy }: { insert: () => void; copy: () => void }) {
  const press = (act: () => void) => (event: Event) => {
    // A click on the row shows the value.
    event.stopPropagation();
    act();
  };
  return (
    <span class="rowactions" aria-hidden="true">
      <button type="button" tabIndex={-1} class="link xs" onClick={press(insert)}>
        Insert
      </button>
      <button type="button" tabIndex={-1} class="link xs" onClick={press(copy)}>
        Copy
      </button>
    </span>
  );
}
