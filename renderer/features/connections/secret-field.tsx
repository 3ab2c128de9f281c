/** Fields for secrets, and where what is typed into them is kept. */
import { useState } from 'preact/hooks';
import type { SecretName } from '../../../shared/connections/secret-names.ts';
import type { Keep, SecretPlace } from '../../../shared/connections/saved-connection.ts';
import { LockIcon } from '../../kit/icons.tsx';
import { Choice, fieldId, type FormProps } from './form-parts.tsx';

const KEEPS = {
  keychain: [
    ['stored', 'in the key store'],
    ['session', 'for this session'],
    ['once', 'not at all'],
  ],
  none: [
    ['session', 'for this session only'],
    ['once', 'not at all'],
  ],
} as const satisfies { [store: string]: readonly (readonly [Keep, string])[] };

export const KeepChoice = (props: Pick<FormProps, 'keep' | 'store' | 'send'> & { label: string }) => (
  <Choice<Keep>
    label={props.label}
    options={KEEPS[props.store]}
    value={props.keep}
    onChoose={(keep) => props.send({ type: 'keep-secrets', keep })}
  />
);

/** Asked at the field, once something is typed, where no key store could keep it. */
export const KeepQuestion = (
  props: Pick<FormProps, 'keep' | 'store' | 'send'> & { id: string; label: string; what: string },
) => (
  <div class="keepquestion">
    <p id={props.id} class="xs warn" aria-live="polite">
      This system has no key store. Keep {props.what} until Slotshell closes?
    </p>
    <KeepChoice {...props} label={`Keep: ${props.label}`} />
  </div>
);

const KEPT: { readonly [P in SecretPlace]: string } = {
  stored: 'kept in the key store',
  session: 'kept for this session',
  unreadable: 'to be typed again: the key store does not open it',
  elsewhere: 'to be typed again: it was kept for another host, user, TLS, tunnel or Sentinel',
};

export const KeptNote = (
  props: Pick<FormProps, 'send'> & { name: SecretName; label: string; place: SecretPlace },
) => (
  <p class="xs problem row kept" data-place={props.place}>
    <span
      id={`${fieldId(props.name)}-kept`}
      class={props.place === 'unreadable' || props.place === 'elsewhere' ? 'row warn' : 'row f3'}
    >
      <LockIcon />
      {KEPT[props.place]}
    </span>
    <button
      type="button"
      class="link"
      aria-label={`Forget: ${props.label}`}
      onClick={() => props.send({ type: 'forget-secret', name: props.name })}
    >
      Forget
    </button>
  </p>
);

type SecretProps = FormProps & { name: SecretName; label: string; empty?: string };

/** The field's text is nobody's state: it is read where it is used, and gone once it was taken. */
export const SecretField = (props: SecretProps) => (
  <SecretInput key={`${props.name} ${props.draft.taken}`} {...props} />
);

function SecretInput(props: SecretProps) {
  const { name, label, store } = props;
  const [isTyped, setTyped] = useState(false);
  const id = fieldId(name);
  const place = props.secrets[name];
  const asks = isTyped && store === 'none';
  const about = [place && `${id}-kept`, asks && `${id}-keep`].filter(Boolean).join(' ');
  return (
    <div class="textfield secret">
      <input
        id={id}
        class="input mono"
        type="password"
        data-secret={name}
        aria-label={label}
        aria-describedby={about === '' ? undefined : about}
        placeholder={place ? '••••••••' : (props.empty ?? 'none')}
        maxLength={10_000}
        autocomplete="off"
        onInput={(event) => setTyped(event.currentTarget.value !== '')}
      />
      {place && <KeptNote {...props} place={place} />}
      {asks && <KeepQuestion {...props} id={`${id}-keep`} what="what is typed" />}
    </div>
  );
}
