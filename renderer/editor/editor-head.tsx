import { CrossIcon, StartIcon } from '../kit/icons.tsx';
import { IconButton, shortcutText } from '../kit/parts.tsx';
import type { DocumentKind } from './documents.ts';
import { words } from './words.ts';

const KINDS: readonly DocumentKind[] = ['commands', 'lua'];

export interface HeadProps {
  kind: DocumentKind;
  /** False if there is nothing to run. */
  runnable: boolean;
  /** A note about the documents for the user. */
  note: string;
  onKind(kind: DocumentKind): void;
  onRun(what: 'all' | 'line'): void;
  onDebug(): void;
  /** A script is being debugged. */
  isDebugged: boolean;
  onOpen(): void;
  onSave(): void;
  onClose(): void;
}

export function EditorHead({ kind, runnable, note, isDebugged, ...on }: HeadProps) {
  return (
    <>
      <div class="seg" role="group" aria-label={words.head.kinds}>
        {KINDS.map((name) => (
          <button key={name} type="button" aria-pressed={kind === name} onClick={() => on.onKind(name)}>
            {words.head[name]}
          </button>
        ))}
      </div>
      <span class="grow cut xs f3" role="status">
        {note}
      </span>
      {kind === 'commands' ? (
        <>
          <Run
            label={words.head.runAll}
            keys="CmdOrCtrl+Shift+Enter"
            off={!runnable}
            onClick={() => on.onRun('all')}
          />
          <Run
            label={words.head.runLine}
            about={words.head.runLineHint}
            keys="CmdOrCtrl+Enter"
            off={!runnable}
            onClick={() => on.onRun('line')}
          />
        </>
      ) : (
        <>
          <Run
            label={words.head.run}
            keys="CmdOrCtrl+Enter"
            off={!runnable}
            onClick={() => on.onRun('all')}
          />
          <button
            type="button"
            class="btn"
            disabled={!runnable || isDebugged}
            title={words.head.debugHint}
            onClick={() => on.onDebug()}
          >
            {words.head.debug}
          </button>
        </>
      )}
      <button type="button" class="btn quiet" onClick={() => on.onOpen()}>
        {words.head.open}
      </button>
      <button type="button" class="btn quiet" onClick={() => on.onSave()}>
        {words.head.save}
      </button>
      <IconButton label={words.head.close} onClick={() => on.onClose()}>
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
