/** Step 1: addresses, typed, pasted or found, and the login. */
import type { PanelProps } from '../../window/state.ts';
import { FailureText } from '../../kit/parts.tsx';
import { readAddresses } from './addresses.ts';
import { addressesOf } from './state.ts';
import { words } from './words.ts';

const w = words.addresses;

export function AddressesPage({ state, send }: PanelProps) {
  const { create: own } = state;
  const { addresses, repeated, left } = readAddresses(own.text);
  return (
    <>
      <p class="f2">{w.text}</p>
      {own.failure && <FailureText failure={own.failure} />}
      <div class="cwaddresses">
        <div class="cwfield">
          <label for="create-addresses">{w.label}</label>
          <textarea
            id="create-addresses"
            class="input"
            data-entry
            spellcheck={false}
            autocomplete="off"
            value={own.text}
            maxLength={100_000}
            aria-describedby="create-addresses-hint"
            onInput={({ currentTarget }) => send({ type: 'create-text', text: currentTarget.value })}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || addresses.length === 0)
                return;
              event.preventDefault();
              send({ type: 'create-inspect' });
            }}
          />
          <p id="create-addresses-hint" class="xs f3">
            {w.hint}
          </p>
          <p role="status" class="sm f2">
            {addresses.length > 0 && w.count(addresses.length)} {repeated.length > 0 && w.repeated(repeated)}{' '}
            {left > 0 && w.tooMany(left)}
          </p>
        </div>
        <Found state={state} send={send} />
      </div>
      <Login state={state} send={send} />
    </>
  );
}

function Found({ state, send }: PanelProps) {
  const { found, asking } = state.create;
  const given = addressesOf(state.create);
  const further = (found?.nodes ?? []).filter(({ address }) => !given.includes(address));
  return (
    <section class="cwfield" aria-label={w.found}>
      <div class="row">
        <h3 class="sm f2">{w.found}</h3>
        <span class="grow" />
        {further.length > 0 && (
          <button
            type="button"
            class="btn sm"
            onClick={() => send({ type: 'create-add', addresses: further.map(({ address }) => address) })}
          >
            {w.addAll(further.length)}
          </button>
        )}
        <button
          type="button"
          class="btn sm"
          disabled={asking !== null}
          onClick={() => send({ type: 'create-find' })}
        >
          {w.find}
        </button>
      </div>
      <p role="status" class="xs f3">
        {asking === 'find' ? words.asking.find : found ? w.foundText(found) : w.notLooked}
      </p>
      {found && found.nodes.length === 0 && <p class="sm">{w.none}</p>}
      {found && found.nodes.length > 0 && (
        <ul class="cwfound" tabIndex={0} aria-label={w.found}>
          {found.nodes.map(({ address, server, isLocked, isClusterEnabled }) => (
            <li key={address}>
              <span class="mono">{address}</span>
              <span class="f3 xs grow">
                {isLocked ? w.locked : `${server}, ${isClusterEnabled ? w.cluster : w.notCluster}`}
              </span>
              {given.includes(address) ? (
                <span class="f3 xs">{w.added}</span>
              ) : (
                <button
                  type="button"
                  class="btn sm"
                  aria-label={w.add(address)}
                  onClick={() => send({ type: 'create-add', addresses: [address] })}
                >
                  +
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Login({ state, send }: PanelProps) {
  const { username, password, asConnected } = state.create;
  const isConnected = state.session.phase === 'connected';
  return (
    <>
      {isConnected && (
        <label class="cwmark sm">
          <input
            type="checkbox"
            checked={asConnected}
            onChange={({ currentTarget }) =>
              send({ type: 'create-login', change: { asConnected: currentTarget.checked } })
            }
          />
          {w.asConnected}
        </label>
      )}
      {!isConnected && <p class="f3 xs">{w.notConnected}</p>}
      {!asConnected && (
        <div class="cwlogin">
          <Field
            label={w.username}
            type="text"
            value={username}
            onInput={(value) => send({ type: 'create-login', change: { username: value } })}
          />
          <Field
            label={w.password}
            type="password"
            value={password}
            onInput={(value) => send({ type: 'create-login', change: { password: value } })}
          />
        </div>
      )}
    </>
  );
}

function Field(props: {
  label: string;
  type: 'text' | 'password';
  value: string;
  onInput: (value: string) => void;
}) {
  const id = `create-${props.type}`;
  const attributes = {
    id,
    class: 'input mono',
    autocomplete: 'off',
    spellcheck: false,
    maxLength: 1000,
    value: props.value,
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => props.onInput(currentTarget.value),
  };
  return (
    <div class="cwfield">
      <label for={id}>{props.label}</label>
      {props.type === 'password' ? <input type="password" {...attributes} /> : <input {...attributes} />}
    </div>
  );
}
