/** The parts of the connection form; each shows the problems of its field. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { SecretName } from '../../../../shared/connections/secret-names.ts';
import type { Keep, SecretPlace } from '../../../../shared/connections/saved-connection.ts';
import type { Draft } from '../state.ts';
import type { Send } from '../../../window/state.ts';

/** Props of every part: the draft, where its edits go, and which of its secrets are kept. */
export interface FormProps {
  draft: Draft;
  send: Send;
  secrets: { readonly [name in SecretName]?: SecretPlace };
  store: 'keychain' | 'none';
  /** Where typed secrets go. */
  keep: Keep;
}

/** The first problem of a field, or of an item in its list. */
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
  /** Its accessible name, if no `Row` names it. */
  label?: string | undefined;
  value: string;
  onText: (text: string) => void;
  placeholder?: string | undefined;
  mono?: boolean | undefined;
  numeric?: boolean;
  entry?: boolean | undefined;
  /** Read-only. */
  isFixed?: boolean;
  /** A problem that the draft does not know. */
  problem?: string;
  /** Shown beside it, and its description. */
  note?: string | undefined;
  children?: ComponentChildren;
}

export const fieldId = (field: string) => `profile-${field}`;

/** Shows a problem once the user has left the field, or tried to save the connection. */
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

/** NaN for anything else: the schema rejects it, so the problem is shown and nothing is saved. */
export const numberOf = (text: string): number => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN);

/** Shows digits as typed; the draft holds only the number. */
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
  /** Each value has a colour of its own. */
  dot?: boolean | undefined;
  /** Id of the note about the value. */
  describedBy?: string | undefined;
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
