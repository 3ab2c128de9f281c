import { useRef, useState } from 'preact/hooks';
import type { FileFieldName } from './state.ts';
import { PEM_START } from '../../../shared/connections/profile-choices.ts';
import { counted } from '../../kit/numbers.ts';
import { fieldId, TextField, type FormProps } from './form-parts.tsx';
import { certificatesIn, readPasted } from './pasted-file.ts';
import { KeepQuestion, KeptNote } from './secret-field.tsx';

type FileProps = FormProps & {
  field: FileFieldName;
  label: string;
  /** A path, or certificates as text. */
  value: string;
  empty: string;
  onText: (text: string) => void;
  /** The secret that a pasted key becomes; without it the field is for certificates. */
  secret?: 'tlsKey' | 'sshKey';
};

/** A path, typed or chosen, or the text of the file, pasted: certificates become part of the connection, a key a secret. */
export const FileField = (props: FileProps) => (
  <FileInput key={`${props.field} ${props.draft.taken}`} {...props} />
);

function FileInput(props: FileProps) {
  const { draft, field, label, value, empty, secret, send, onText } = props;
  const [problem, setProblem] = useState('');
  const [isPasted, setPasted] = useState(false);
  // As in SecretField: the key's text is nobody's state.
  const key = useRef<HTMLInputElement>(null);
  const place = secret && props.secrets[secret];
  const certificates = certificatesIn(value);
  const isText = isPasted || certificates > 0;
  /** True where it was more than a path. */
  const take = (text: string): boolean => {
    const pasted = readPasted(text, secret ? 'key' : 'certificates');
    if (pasted.kind === 'path') return false;
    setProblem(pasted.kind === 'refused' ? pasted.why : '');
    if (pasted.kind === 'key') {
      key.current!.value = pasted.text;
      setPasted(true);
      onText('');
    } else if (pasted.kind === 'certificates') onText(pasted.text);
    return true;
  };
  const letGo = () => {
    if (key.current) key.current.value = '';
    setPasted(false);
  };
  const onTransfer = (event: Event, data: DataTransfer | null) => {
    if (take(data?.getData('text/plain') ?? '')) event.preventDefault();
  };
  return (
    <div
      class="filefield"
      onPaste={(event) => onTransfer(event, event.clipboardData)}
      onDrop={(event) => onTransfer(event, event.dataTransfer)}
    >
      <TextField
        draft={draft}
        field={field}
        label={label}
        mono
        value={
          isPasted
            ? 'a private key as text'
            : certificates > 0
              ? counted(certificates, 'certificate') + ' as text'
              : value
        }
        placeholder={place ? 'a key as text' : empty}
        isFixed={isText}
        problem={problem}
        onText={(text) => {
          if (text.includes(PEM_START)) return void take(text);
          setProblem('');
          onText(text);
        }}
      >
        {isText && (
          <button
            type="button"
            class="btn"
            aria-label={`Remove: ${label}`}
            onClick={() => {
              letGo();
              onText('');
            }}
          >
            Remove
          </button>
        )}
        <button
          type="button"
          class="btn"
          aria-label={`Choose a file: ${label}`}
          onClick={() => {
            letGo();
            setProblem('');
            send({ type: 'choose-file', field });
          }}
        >
          Choose…
        </button>
      </TextField>
      {secret && <input ref={key} type="hidden" data-secret={secret} />}
      {secret && place && value === '' && <KeptNote {...props} name={secret} place={place} />}
      {isPasted && props.store === 'none' && (
        <KeepQuestion {...props} id={`${fieldId(field)}-keep`} what="the key" />
      )}
    </div>
  );
}
