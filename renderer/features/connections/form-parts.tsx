/** The pieces that the form of a connection is made of; each says what is wrong with its field. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { SecretName } from '../../../shared/connections/secret-names.ts';
import type { Keep, SecretPlace } from '../../../shared/connections/saved-connection.ts';
import type { Draft } from './state.ts';
import type { Send } from '../../window/state.ts';

/** What every part is given: the draft, where its edits go, and what is kept of its secrets. */
export interface FormProps {
  draft: Draft;
  send: Send;
  secrets: { readonly [name in SecretName]?: SecretPlace };
  store: 'keychain' | 'none';
  /** Where what is typed of them goes. */
  keep: Keep;
}

/** The first problem of a field, or of a place in it. */
const problemOf = (draft: Draft, field: string) =>
  draft.problems.find((problem) => problem.field === field || problem.field.startsWith(`${field}.`))?.message;

export const Row = ({
  label,
  children,
  htmlFor,
}: {
  label: string;
  children: ComponentChildren;
  htmlFor?: string;
}) => (
  <div class="fld">
    {htmlFor ? (
      <label class="sm f2" for={htmlFor}>
        {label}
      </label>
    ) : (
      <span class="sm f2">{label}</span>
    )}
    <div class="fldbody">{children}</div>
  </div>
);

interface FieldProps {
  draft: Draft;
  /** As in ProfileProblem. */
  field: string;
  /** Its accessible name, where no `Row` names it. */
  label?: string;
  value: string;
  onText: (text: string) => void;
  placeholder?: string;
  mono?: boolean;
  numeric?: boolean;
  entry?: boolean;
  /** Shown, not to be typed over. */
  isFixed?: boolean;
  /** What is wrong beside what the draft says of it. */
  problem?: string;
  /** Said beside it, and of it. */
  note?: string;
  children?: ComponentChildren;
}

export const fieldId = (field: string) => `profile-${field}`;

/** A problem is shown once the field was left, or the connection was to be saved. */
export function TextField(props: FieldProps) {
  const { draft, field, numeric, note } = props;
  const [wasLeft, setLeft] = useState(false);
  const problem = props.problem || (wasLeft || draft.isChecked ? problemOf(draft, field) : undefined);
  const id = fieldId(field);
  const about = [problem && `${id}-problem`, note && `${id}-note`].filter(Boolean).join(' ');
  return (
    <div class={numeric ? 'textfield numeric' : 'textfield'}>
      <div class="row">
        <input
          id={id}
          class={props.mono ? 'input mono' : 'input'}
          inputMode={numeric ? 'numeric' : undefined}
          aria-label={props.label}
          aria-invalid={problem !== undefined}
          aria-describedby={about === '' ? undefined : about}
          readOnly={props.isFixed}
          data-entry={props.entry ? '' : undefined}
          value={props.value}
          placeholder={props.placeholder}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => props.onText(event.currentTarget.value)}
          onBlur={() => setLeft(true)}
        />
        {note && (
          <span id={`${id}-note`} class="xs f3">
            {note}
          </span>
        )}
        {props.children}
      </div>
      {problem !== undefined && (
        <p id={`${id}-problem`} class="xs bad problem">
          {problem}
        </p>
      )}
    </div>
  );
}

/** What is no number is no value of the schema: it is told of, and never saved. */
export const numberOf = (text: string): number => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN);

/** Digits as typed; the number alone is of the draft. */
export function NumberField(
  props: Omit<FieldProps, 'value' | 'onText'> & { value: number; onNumber: (n: number) => void },
) {
  const { value, onNumber, ...rest } = props;
  const [text, setText] = useState<string | null>(null);
  const shown =
    text !== null && Object.is(numberOf(text), value)
      ? text
      : Number.isNaN(value)
        ? (text ?? '')
        : String(value);
  return (
    <TextField
      {...rest}
      numeric
      value={shown}
      onText={(typed) => {
        setText(typed);
        onNumber(numberOf(typed));
      }}
    />
  );
}

export function Switch(props: {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  isNamed?: boolean;
}) {
  return (
    <label class="switchrow row sm">
      <input
        type="checkbox"
        role="switch"
        class="switch"
        checked={props.on}
        aria-label={props.isNamed ? props.label : undefined}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {!props.isNamed && <span>{props.label}</span>}
    </label>
  );
}

export function Choice<T extends string | number>(props: {
  label: string;
  options: readonly (readonly [T, string])[];
  value: T;
  onChoose: (value: T) => void;
  /** Of a value that has a colour of its own. */
  dot?: boolean;
  /** Id of what is said of the value. */
  describedBy?: string;
}) {
  return (
    <div class="seg" role="group" aria-label={props.label} aria-describedby={props.describedBy}>
      {props.options.map(([value, text]) => (
        <button
          key={value}
          type="button"
          aria-pressed={props.value === value}
          data-env={props.dot ? value : undefined}
          onClick={() => props.onChoose(value)}
        >
          {props.dot && <i class="dot" aria-hidden="true" />}
          {text}
        </button>
      ))}
    </div>
  );
}

export function Section(props: {
  title: string;
  note?: string;
  head?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <section class="grp" aria-label={props.title}>
      <h3 class="row">
        {props.title}
        {props.head}
        {props.note && <span class="f3 xs note">{props.note}</span>}
      </h3>
      {props.children}
    </section>
  );
}
