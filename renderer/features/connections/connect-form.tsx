import type { PanelProps } from '../../window/state.ts';
import { AddressField } from './address-field.tsx';
import { FailureText } from '../../kit/parts.tsx';
import { words } from './words.ts';

const w = words.connect;

/** The address to connect to; a failure is shown below it. */
export function ConnectForm({
  state,
  send,
  autofocus = false,
  compact = false,
}: PanelProps & { autofocus?: boolean; compact?: boolean }) {
  const { target, production, readOnly, pending, failure } = state.connecting;
  const { name, saved } = state.connections;
  const submit = (event: Event) => {
    event.preventDefault();
    if (target.trim() !== '' && !pending) send({ type: 'connect' });
  };
  return (
    <form class={compact ? 'connectform compact' : 'connectform'} onSubmit={submit}>
      <AddressField
        value={target}
        invalid={failure !== null}
        autofocus={autofocus}
        onInput={(text) => send({ type: 'connect-text', text })}
      />
      <input
        class="input"
        aria-label={w.name}
        value={name}
        placeholder={w.nameHint}
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => send({ type: 'connect-name', text: event.currentTarget.value })}
      />
      <Mark
        label={compact ? w.production : w.productionLong}
        on={production}
        onChange={(on) => send({ type: 'connect-mark', mark: 'production', on })}
      />
      <Mark
        label={compact ? w.readOnly : w.readOnlyLong}
        on={readOnly}
        onChange={(on) => send({ type: 'connect-mark', mark: 'readOnly', on })}
      />
      <div class="row submit">
        <button type="submit" class="btn" disabled={pending || target.trim() === ''}>
          {pending ? w.connecting : name.trim() ? w.saveAndConnect : w.connect}
        </button>
        {!compact && <kbd>Enter</kbd>}
      </div>
      {saved.store === 'none' && name.trim() !== '' && <p class="xs warn keepnote">{w.notStored}</p>}
      {failure && <FailureText failure={failure} />}
    </form>
  );
}

const Mark = (props: { label: string; on: boolean; onChange: (on: boolean) => void }) => (
  <label class="mark sm">
    <input
      type="checkbox"
      checked={props.on}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
    {props.label}
  </label>
);
