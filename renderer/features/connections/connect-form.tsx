import type { PanelProps } from '../../window/state.ts';
import { AddressField } from './address-field.tsx';
import { FailureText } from '../../kit/parts.tsx';

/** Where to connect to, as text; what went wrong is said under it. */
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
        aria-label="Name to save it under, if it is to be saved"
        value={name}
        placeholder="Save as… (a name, if you like)"
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => send({ type: 'connect-name', text: event.currentTarget.value })}
      />
      <Mark
        label={compact ? 'Production' : 'This is production: ask before dangerous commands'}
        on={production}
        onChange={(on) => send({ type: 'connect-mark', mark: 'production', on })}
      />
      <Mark
        label={compact ? 'Read-only' : 'Read-only: refuse writes'}
        on={readOnly}
        onChange={(on) => send({ type: 'connect-mark', mark: 'readOnly', on })}
      />
      <div class="row submit">
        <button type="submit" class="btn" disabled={pending || target.trim() === ''}>
          {pending ? 'Connecting…' : name.trim() ? 'Save and connect' : 'Connect'}
        </button>
        {!compact && <kbd>Enter</kbd>}
      </div>
      {saved.store === 'none' && name.trim() !== '' && (
        <p class="xs warn keepnote">
          This system has no key store: a password in the address is kept until Slotshell closes. Without a
          name nothing is kept.
        </p>
      )}
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
