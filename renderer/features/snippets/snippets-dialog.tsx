import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { holdsSecret, LONGEST_SNIPPET, snippetName, type Snippet } from '../../../shared/commands/snippet.ts';
import { Dialog, DialogHead } from '../../kit/dialog.tsx';
import { menuTarget } from '../../kit/menu-target.ts';
import { FailureText } from '../../kit/parts.tsx';
import type { PanelProps, Send } from '../../window/state.ts';
import type { SnippetsOverlay } from './state.ts';
import { words } from './words.ts';

/** The list, and below it the form for another one. */
export function SnippetsDialog({ state, send, overlay }: PanelProps & { overlay: SnippetsOverlay }) {
  const { snippets } = state;
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, snippets.length - 1);
  const close = () => send({ type: 'close-overlay' });
  const insert = (snippet: Snippet | undefined) =>
    snippet && send({ type: 'snippet-insert', line: snippet.line });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: snippets.length - 1 }[event.key];
    if (to !== undefined) setChosen(Math.min(snippets.length - 1, Math.max(0, to)));
    else if (event.key === 'Enter') insert(snippets[at]);
    else if (event.key === 'Delete' && snippets[at]) send({ type: 'snippet-delete', id: snippets[at].id });
    else if (event.key === 'F2' && snippets[at]) send({ type: 'snippet-edit', snippet: snippets[at] });
    else return;
    event.preventDefault();
  };
  return (
    <Dialog label={words.title} kind="snippets" onClose={close}>
      <DialogHead title={words.title} onClose={close} />
      {snippets.length === 0 ? (
        <p class="f2">{words.none}</p>
      ) : (
        <>
          <ul
            class="snippetlist"
            role="listbox"
            aria-label={words.list}
            tabIndex={0}
            autoFocus={overlay.line === ''}
            aria-activedescendant={`snippet-${at}`}
            onKeyDown={onKeyDown}
          >
            {snippets.map((snippet, i) => (
              <Row
                key={snippet.id}
                index={i}
                snippet={snippet}
                isAt={i === at}
                onChoose={() => setChosen(i)}
                onInsert={() => insert(snippet)}
              />
            ))}
          </ul>
          <div class="row sm">
            <span class="xs f3 grow">{words.keys}</span>
            <button
              type="button"
              class="btn quiet"
              aria-label={words.remove(snippetName(snippets[at]!))}
              onClick={() => send({ type: 'snippet-delete', id: snippets[at]!.id })}
            >
              {words.removeShort}
            </button>
            <button type="button" class="btn primary" onClick={() => insert(snippets[at])}>
              {words.insert}
            </button>
          </div>
        </>
      )}
      {overlay.failure && <FailureText failure={overlay.failure} />}
      <SnippetForm
        key={`${overlay.edited?.id} ${overlay.kept}`}
        overlay={overlay}
        isFirst={snippets.length === 0 || overlay.line !== ''}
        send={send}
      />
    </Dialog>
  );
}

function Row(props: {
  index: number;
  snippet: Snippet;
  isAt: boolean;
  onChoose: () => void;
  onInsert: () => void;
}) {
  const { index, snippet, isAt, onChoose, onInsert } = props;
  const { name, line, isForAll } = snippet;
  return (
    <li
      id={`snippet-${index}`}
      role="option"
      aria-selected={isAt}
      {...menuTarget({ kind: 'snippet', id: snippet.id })}
      onClick={onChoose}
      onDblClick={onInsert}
      ref={(element) => void (isAt && element?.scrollIntoView({ block: 'nearest' }))}
    >
      {name !== '' && <bdi class="cut">{name}</bdi>}
      <bdi class="mono cut grow">{line}</bdi>
      {isForAll && <span class="xs f3">{words.forAll}</span>}
    </li>
  );
}

/** Keeps another one, or changes one. What was typed stays until it is kept. */
function SnippetForm({ send, overlay, isFirst }: { send: Send; overlay: SnippetsOverlay; isFirst: boolean }) {
  const { edited, kept, isPending } = overlay;
  const [line, setLine] = useState(edited?.line ?? (kept > 0 ? '' : overlay.line));
  const [name, setName] = useState(edited?.name ?? '');
  const [isForAll, setForAll] = useState(edited?.isForAll ?? false);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (edited || kept > 0) field.current?.focus();
  }, []);
  const hasSecret = holdsSecret(line);
  const isRefused = hasSecret || isPending || line.trim() === '';
  return (
    <form
      class="snippetform"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRefused) send({ type: 'snippet-keep', id: edited?.id ?? null, name, line, isForAll });
      }}
    >
      {edited && (
        <p class="row sm f2">
          <bdi class="cut grow">{words.edited(snippetName(edited))}</bdi>
          <button
            type="button"
            class="btn quiet"
            onClick={() => send({ type: 'snippet-edit', snippet: null })}
          >
            {words.cancel}
          </button>
        </p>
      )}
      <label class="label" for="snippet-line">
        {words.line}
      </label>
      <input
        ref={field}
        id="snippet-line"
        class="input mono"
        maxLength={LONGEST_SNIPPET}
        placeholder={words.linePlaceholder}
        autocomplete="off"
        spellcheck={false}
        autoFocus={isFirst}
        value={line}
        aria-describedby={hasSecret ? 'snippet-secret' : undefined}
        onInput={(event) => setLine(event.currentTarget.value)}
      />
      <label class="label" for="snippet-name">
        {words.name}
      </label>
      <div class="row">
        <input
          id="snippet-name"
          class="input grow"
          maxLength={200}
          autocomplete="off"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <label class="row sm">
          <input
            type="checkbox"
            checked={isForAll}
            onChange={(event) => setForAll(event.currentTarget.checked)}
          />
          {words.scope}
        </label>
        <button type="submit" class="btn" disabled={isRefused}>
          {edited ? words.change : words.keep}
        </button>
      </div>
      {hasSecret && (
        <p id="snippet-secret" class="xs warn" role="alert">
          {words.secret}
        </p>
      )}
    </form>
  );
}
