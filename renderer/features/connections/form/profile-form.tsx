import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { isEdited, savedOne, type Draft } from '../state.ts';
import type { PanelProps } from '../../../window/state.ts';
import { words } from '../words.ts';
import { FormSection } from './field-section.tsx';
import { SECTIONS } from './fields.ts';
import type { FormProps } from './form-parts.tsx';
import { unverified } from '../../../kit/unverified.ts';
import { NatTable } from './nat-table.tsx';
import { typedSecrets } from './typed-secrets.ts';

const w = words.form;

/** The selected connection: all its fields, and their problems. */
export function ProfileForm({
  state,
  send,
  draft,
  onSave,
  onTest,
}: PanelProps & { draft: Draft; onSave: (connect: boolean) => void; onTest: () => void }) {
  const { connections } = state;
  const { profile } = draft;
  const form = useRef<HTMLFormElement>(null);
  const saved = savedOne(connections, profile.id);
  const pending = connections.pending === profile.id;
  const { keep } = connections;
  const { store } = connections.saved;
  const part: FormProps = { draft, send, secrets: saved?.secrets ?? {}, store, keep };
  const found = profile.id === state.session.profile ? state.session.elsewhere : [];
  /** Which fields for secrets hold text: they are made anew with each connection, and when what they held was taken. */
  const fields = `${profile.id} ${draft.taken}`;
  const [typedInto, setTypedInto] = useState('');
  const isTyped = typedInto === fields && keep !== 'once';
  useLayoutEffect(() => {
    if (!draft.isChecked || draft.problems.length === 0) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [draft.isChecked]);
  useLayoutEffect(() => {
    if (draft.isNew) form.current?.querySelector<HTMLInputElement>('[data-entry]')?.select();
  }, []);
  return (
    <form
      ref={form}
      class="profileform"
      aria-label={w.title(profile.name)}
      onInput={() => setTypedInto(Object.keys(typedSecrets(form.current)).length > 0 ? fields : '')}
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) onSave(true);
      }}
    >
      <FormHead
        draft={draft}
        isEdited={isEdited(connections, draft) || isTyped}
        isPending={pending}
        send={send}
        onSave={() => onSave(false)}
        onTest={onTest}
      />
      <div class="profilefields">
        {SECTIONS.map((section) =>
          section === 'nat' ? (
            <NatTable key="nat" {...part} found={found} />
          ) : (
            <FormSection key={section.title} section={section} {...part} />
          ),
        )}
      </div>
    </form>
  );
}

interface HeadProps {
  draft: Draft;
  isEdited: boolean;
  isPending: boolean;
  send: PanelProps['send'];
  onSave: () => void;
  onTest: () => void;
}

function FormHead({ draft, isEdited, isPending, send, onSave, onTest }: HeadProps) {
  const { profile } = draft;
  return (
    <header class="profilehead row">
      <h2 class="cut">{escapeForLine(profile.name) || w.unnamed}</h2>
      <span class="env" data-env={profile.environment}>
        {profile.environment}
      </span>
      {unverified(profile) !== '' && (
        <span class="env" data-env="TLS">
          {unverified(profile)}
        </span>
      )}
      <span class="xs f3" role="status">
        {draft.isNew ? w.unsaved : isEdited ? w.edited : ''}
      </span>
      <span class="grow" />
      {(isEdited || draft.isNew) && (
        <button type="button" class="btn quiet" onClick={() => send({ type: 'revert-draft' })}>
          {draft.isNew ? w.discard : w.revert}
        </button>
      )}
      {!draft.isNew && (
        <button
          type="button"
          class="btn quiet wide"
          onClick={() => send({ type: 'duplicate-connection', id: profile.id })}
        >
          {w.duplicate}
        </button>
      )}
      <button type="button" class="btn quiet narrow" onClick={onTest}>
        {w.test}
      </button>
      <button type="button" class="btn" onClick={onSave}>
        {w.save}
      </button>
      <button type="submit" class="btn primary" disabled={isPending}>
        {isPending ? w.connecting : w.connect}
      </button>
    </header>
  );
}
