/** Fields for secrets, and the choice of the place they are kept. */
import { useState } from 'preact/hooks';
import type { SecretName } from '../../../../shared/connections/secret-names.ts';
import type { Keep, SecretPlace } from '../../../../shared/connections/saved-connection.ts';
import { LockIcon } from '../../../kit/icons.tsx';
import { words } from '../words.ts';
import { Choice, fieldId, type FormProps } from './form-parts.tsx';

const w = words.secret;

export const KeepChoice = (props: Pick<FormProps, 'keep' | 'store' | 'send'> & { label: string }) => (
  <Choice<Keep>
    label={props.label}
    options={w.keepIn[props.store]}
    value={props.keep}
    onChoose={(keep) => props.send({ type: 'keep-secrets', keep })}
  />
);

/** Asks at the field, once something is typed, if the system has no key store. */
export const KeepQuestion = (
  props: Pick<FormProps, 'keep' | 'store' | 'send'> & { id: string; label: string; what: string },
) => (
  <div class="keepquestion">
    <p id={props.id} class="xs warn" aria-live="polite">
      {w.noKeyStore(props.what)}
    </p>
    <KeepChoice {...props} label={w.keepField(props.label)} />
  </div>
);

export const KeptNote = (
  props: Pick<FormProps, 'send'> & { name: SecretName; label: string; place: SecretPlace },
) => (
  <p class="xs problem row kept" data-place={props.place}>
    <span
      id={`${fieldId(props.name)}-kept`}
      class={props.place === 'unreadable' || props.place === 'elsewhere' ? 'row warn' : 'row f3'}
    >
      <LockIcon />
      {w.kept[props.place]}
    </span>
    <button
      type="button"
      class="link"
      aria-label={w.forgetField(props.label)}
      onClick={() => props.send({ type: 'forget-secret', name: props.name })}
    >
      {words.form.forget}
    </button>
  </p>
);

type SecretProps = FormProps & { name: SecretName; label: string; empty?: string | undefined };

/** No state holds the field's text: it is read from the field when used, and the field is emptied once it was taken. */
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
        placeholder={place ? '••••••••' : (props.empty ?? words.form.none)}
        maxLength={10_000}
        autocomplete="off"
        onInput={(event) => setTyped(event.currentTarget.value !== '')}
      />
      {place && <KeptNote {...props} place={place} />}
      {asks && <KeepQuestion {...props} id={`${id}-keep`} what={w.typed} />}
    </div>
  );
}
