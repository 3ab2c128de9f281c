import { useRef, useState } from 'preact/hooks';
import type { FileFieldName } from '../state.ts';
import { PEM_START } from '../../../../shared/connections/profile-choices.ts';
import { words } from '../words.ts';
import { fieldId, TextField, type FormProps } from './form-parts.tsx';
import { certificatesIn, readPasted } from './pasted-file.ts';
import { KeepQuestion, KeptNote } from './secret-field.tsx';

const w = words.file;

type FileProps = FormProps & {
  field: FileFieldName;
  label: string;
  /** A path, or certificates as text. */
  value: string;
  empty: string;
  onText: (text: string) => void;
  /** The secret that a pasted key becomes; the field is for certificates without it. */
  secret?: 'tlsKey' | 'sshKey' | undefined;
};

/** Takes a path, typed or chosen, or the file's text, pasted: certificates become part of the connection, a key becomes a secret. */
export const FileField = (props: FileProps) => (
  <FileInput key={`${props.field} ${props.draft.taken}`} {...props} />
);

function FileInput(props: FileProps) {
  const { draft, field, label, value, empty, secret, send, onText } = props;
  const [problem, setProblem] = useState('');
  const [isPasted, setPasted] = useState(false);
  // As in SecretField, no state holds the key's text.
  const key = useRef<HTMLInputElement>(null);
  const place = secret && props.secrets[secret];
  const certificates = certificatesIn(value);
  const isText = isPasted || certificates > 0;
  /** True if it was more than a path. */
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
  const clearKey = () => {
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
        value={isPasted ? w.privateKeyText : certificates > 0 ? w.certificateText(certificates) : value}
        placeholder={place ? w.keyText : empty}
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
            aria-label={w.removeField(label)}
            onClick={() => {
              clearKey();
              onText('');
            }}
          >
            {w.remove}
          </button>
        )}
        <button
          type="button"
          class="btn"
          aria-label={w.chooseField(label)}
          onClick={() => {
            clearKey();
            setProblem('');
            send({ type: 'choose-file', field });
          }}
        >
          {w.choose}
        </button>
      </TextField>
      {secret && <input ref={key} type="hidden" data-secret={secret} />}
      {secret && place && value === '' && <KeptNote {...props} name={secret} place={place} />}
      {isPasted && props.store === 'none' && (
        <KeepQuestion {...props} id={`${fieldId(field)}-keep`} what={words.secret.theKey} />
      )}
    </div>
  );
}
