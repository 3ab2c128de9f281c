import { useLayoutEffect, useRef } from 'preact/hooks';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { REDIRECT_MODES } from '../../../shared/session/session.ts';
import { ENVIRONMENTS, PROFILE_COLOURS } from '../../../shared/connections/profile-choices.ts';
import { isEdited, savedOne, type Draft } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { AdvancedFields } from './advanced-fields.tsx';
import {
  Choice,
  fieldId,
  NumberField,
  Row,
  Section,
  Switch,
  TextField,
  type FormProps,
} from './form-parts.tsx';
import { unverified } from '../../kit/unverified.ts';
import { NatTable } from './nat-table.tsx';
import { KeepChoice, SecretField } from './secret-field.tsx';
import { SentinelFields, SshFields, TlsFields } from './transport-fields.tsx';

const ABOUT = {
  development: 'Development: nothing is asked before a command runs.',
  staging: 'Staging: marked as such; nothing is asked before a command runs.',
  production: 'Production: dangerous commands ask first, FLUSHALL and its kind need the name typed.',
};

const READ_FROM = [
  ['primary', 'primaries'],
  ['prefer-replica', 'replicas, else primaries'],
  ['replica', 'replicas'],
] as const;

const environments = ENVIRONMENTS.map((name) => [name, name] as const);
const modes = REDIRECT_MODES.map((mode) => [mode, mode] as const);

/** The connection that is selected: every field of it, and what is wrong with them. */
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
  const edited = isEdited(connections, draft);
  const pending = connections.pending === profile.id;
  const { keep } = connections;
  const { store } = connections.saved;
  const part: FormProps = { draft, send, secrets: saved?.secrets ?? {}, store, keep };
  const change = (change: Partial<typeof profile>) => send({ type: 'edit-draft', change });
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
      aria-label={`Connection ${profile.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) onSave(true);
      }}
    >
      <header class="profilehead row">
        <h2 class="cut">{escapeForLine(profile.name) || 'Without a name'}</h2>
        <span class="env" data-env={profile.environment}>
          {profile.environment}
        </span>
        {unverified(profile) !== '' && (
          <span class="env" data-env="TLS">
            {unverified(profile)}
          </span>
        )}
        <span class="xs f3" role="status">
          {draft.isNew ? 'not saved yet' : edited ? 'edited' : ''}
        </span>
        <span class="grow" />
        {(edited || draft.isNew) && (
          <button type="button" class="btn quiet" onClick={() => send({ type: 'revert-draft' })}>
            {draft.isNew ? 'Discard' : 'Revert'}
          </button>
        )}
        {!draft.isNew && (
          <button
            type="button"
            class="btn quiet wide"
            onClick={() => send({ type: 'duplicate-connection', id: profile.id })}
          >
            Duplicate
          </button>
        )}
        <button type="button" class="btn quiet narrow" onClick={onTest}>
          Test
        </button>
        <button type="button" class="btn" onClick={() => onSave(false)}>
          Save
        </button>
        <button type="submit" class="btn primary" disabled={pending}>
          {pending ? 'Connecting…' : 'Connect'}
        </button>
      </header>
      <div class="profilefields">
        <section class="grp" aria-label="Name and address">
          <Row label="Name" htmlFor={fieldId('name')}>
            <TextField
              draft={draft}
              field="name"
              value={profile.name}
              onText={(name) => change({ name })}
              entry
            />
          </Row>
          <Row label="Environment">
            <Choice
              label="Environment"
              options={environments}
              value={profile.environment}
              onChoose={(environment) => change({ environment })}
              dot
              describedBy="profile-environment-note"
            />
            <p id="profile-environment-note" class="xs f3 problem">
              {ABOUT[profile.environment]}
            </p>
          </Row>
          <Row label={profile.sentinel ? 'Sentinels' : 'Seeds'} htmlFor={fieldId('seeds')}>
            <TextField
              draft={draft}
              field="seeds"
              mono
              value={draft.seeds}
              placeholder="10.20.0.11:6379, 10.20.0.12:6379"
              onText={(text) => send({ type: 'edit-seeds', text })}
            />
          </Row>
          <Row label="Group, colour" htmlFor={fieldId('group')}>
            <div class="row wrap">
              <TextField
                draft={draft}
                field="group"
                value={profile.group}
                placeholder="no group"
                onText={(group) => change({ group })}
              />
              <Colours value={profile.colour} onChoose={(colour) => change({ colour })} />
            </div>
          </Row>
        </section>
        <Section title="Authentication">
          <Row label="User, password" htmlFor={fieldId('username')}>
            <div class="pair">
              <TextField
                draft={draft}
                field="username"
                mono
                value={profile.username}
                placeholder="default"
                onText={(username) => change({ username })}
              />
              <SecretField {...part} name="password" label="Password" empty="no password" />
            </div>
          </Row>
          {store === 'keychain' && (
            <Row label="Keep passwords">
              <KeepChoice label="Keep passwords" keep={keep} store={store} send={send} />
            </Row>
          )}
          <Row label="Database" htmlFor={fieldId('database')}>
            <NumberField
              draft={draft}
              field="database"
              value={profile.database}
              onNumber={(database) => change({ database })}
              note="of a server that is not in a cluster"
            />
          </Row>
        </Section>
        <TlsFields {...part} />
        <SentinelFields {...part} />
        <SshFields {...part} />
        <NatTable {...part} found={profile.id === state.session.profile ? state.session.elsewhere : []} />
        <Section title="Defaults">
          <Row label="Redirects">
            <div class="row wrap">
              <Choice
                label="Redirects"
                options={modes}
                value={profile.mode}
                onChoose={(mode) => change({ mode })}
              />
              <Switch
                label="Read-only: refuse writes before they are sent"
                on={profile.readOnly}
                onChange={(readOnly) => change({ readOnly })}
              />
            </div>
          </Row>
          <Row label="Read from">
            <Choice
              label="Read from"
              options={READ_FROM}
              value={profile.readFrom}
              onChoose={(readFrom) => change({ readFrom })}
              {...(profile.readFrom !== 'primary' && { describedBy: 'profile-readFrom-note' })}
            />
            {profile.readFrom !== 'primary' && (
              <p id="profile-readFrom-note" class="xs f3 problem">
                A replica may answer with what was there before the last write.
              </p>
            )}
          </Row>
        </Section>
        <AdvancedFields {...part} />
      </div>
    </form>
  );
}

function Colours({
  value,
  onChoose,
}: {
  value: string;
  onChoose: (colour: (typeof PROFILE_COLOURS)[number]) => void;
}) {
  return (
    <div class="colours row" role="group" aria-label="Colour">
      {PROFILE_COLOURS.map((colour) => (
        <button
          key={colour}
          type="button"
          aria-label={colour === 'none' ? 'No colour' : `Colour ${colour}`}
          aria-pressed={value === colour}
          data-shard={colour === 'none' ? undefined : colour}
          onClick={() => onChoose(colour)}
        >
          <i class={colour === 'none' ? 'swatch none' : 'swatch'} />
        </button>
      ))}
    </div>
  );
}
