import { CrossIcon, StartIcon } from '../kit/icons.tsx';
import { IconButton, shortcutText } from '../kit/parts.tsx';
import type { DocumentKind } from './documents.ts';

const KINDS: readonly [DocumentKind, string][] = [
  ['commands', 'Commands'],
  ['lua', 'Lua'],
];

export interface HeadProps {
  kind: DocumentKind;
  /** False where there is nothing that could be run. */
  runnable: boolean;
  /** What the user should know about the documents. */
  note: string;
  onKind(kind: DocumentKind): void;
  onRun(what: 'all' | 'line'): void;
  onOpen(): void;
  onSave(): void;
  onClose(): void;
}

export function EditorHead({ kind, runnable, note, ...on }: HeadProps) {
  return (
    <>
      <div class="seg" role="group" aria-label="Kind of script">
        {KINDS.map(([name, label]) => (
          <button key={name} type="button" aria-pressed={kind === name} onClick={() => on.onKind(name)}>
            {label}
          </button>
        ))}
      </div>
      <span class="grow cut xs f3" role="status">
        {note}
      </span>
      {kind === 'commands' ? (
        <>
          <Run label="Run all" keys="CmdOrCtrl+Shift+Enter" off={!runnable} onClick={() => on.onRun('all')} />
          <Run
            label="Run line"
            about="Run the line under the cursor, or the selected lines"
            keys="CmdOrCtrl+Enter"
            off={!runnable}
            onClick={() => on.onRun('line')}
          />
        </>
      ) : (
        <Run label="Run" keys="CmdOrCtrl+Enter" off={!runnable} onClick={() => on.onRun('all')} />
      )}
      <button type="button" class="btn quiet" onClick={() => on.onOpen()}>
        Open…
      </button>
      <button type="button" class="btn quiet" onClick={() => on.onSave()}>
        Save…
      </button>
      <IconButton label="Close the editor" onClick={() => on.onClose()}>
        <CrossIcon />
      </IconButton>
    </>
  );
}

function Run(props: { label: string; about?: string; keys: string; off: boolean; onClick(): void }) {
  return (
    <button
      type="button"
      class="btn"
      disabled={props.off}
      title={`${props.about ?? props.label} · ${shortcutText(props.keys)}`}
      onClick={() => props.onClick()}
    >
      <StartIcon />
      {props.label}
    </button>
  );
}
