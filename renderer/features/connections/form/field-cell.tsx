/** One control of the form: reads its field of the draft, and sends its edits. */
import type { Profile } from '../../../../shared/connections/profile.ts';
import { PROFILE_COLOURS } from '../../../../shared/connections/profile-choices.ts';
import { words } from '../words.ts';
import { changeAt, valueAt } from './field-path.ts';
import type { Cell } from './fields.ts';
import { FileField } from './file-field.tsx';
import { Choice, NumberField, Switch, TextField, type FormProps } from './form-parts.tsx';
import { KeepChoice, SecretField } from './secret-field.tsx';

export function FieldCell({ cell, noteId, ...form }: FormProps & { cell: Cell; noteId: string | undefined }) {
  const { draft, send } = form;
  const { profile } = draft;
  const edit = (change: (profile: Profile) => Partial<Profile>) => send({ type: 'edit-draft', change });
  switch (cell.kind) {
    case 'text':
      return (
        <TextField
          draft={draft}
          field={cell.field}
          mono={cell.mono}
          entry={cell.isEntry}
          value={valueAt(profile, cell.field) ?? ''}
          placeholder={cell.placeholder}
          onText={(text) => edit(changeAt(cell.field, text))}
        />
      );
    case 'number':
      return (
        <NumberField
          draft={draft}
          field={cell.field}
          label={cell.label}
          note={cell.note}
          value={valueAt(profile, cell.field) ?? Number.NaN}
          onNumber={(n) => edit(changeAt(cell.field, n))}
        />
      );
    case 'choice':
      return (
        <Choice
          label={cell.label}
          options={cell.options}
          value={valueAt(profile, cell.field) as string | number}
          onChoose={(value) => edit(cell.choose(value))}
          dot={cell.hasDots}
          describedBy={noteId}
        />
      );
    case 'switch':
      return <Switch label={cell.label} on={cell.isOn(profile)} onChange={(on) => edit(cell.turn(on))} />;
    case 'secret':
      return <SecretField {...form} name={cell.name} label={cell.label} empty={cell.empty} />;
    case 'file':
      return (
        <FileField
          {...form}
          field={cell.field}
          label={cell.label}
          value={valueAt(profile, cell.field) ?? ''}
          empty={cell.empty}
          secret={cell.secret}
          onText={(text) => edit(changeAt(cell.field, text))}
        />
      );
    case 'seeds':
      return (
        <TextField
          draft={draft}
          field="seeds"
          mono
          value={draft.seeds}
          placeholder="10.20.0.11:6379, 10.20.0.12:6379"
          onText={(text) => send({ type: 'edit-seeds', text })}
        />
      );
    case 'colours':
      return <Colours value={profile.colour} onChoose={(colour) => edit(changeAt('colour', colour))} />;
    case 'keep':
      return <KeepChoice label={words.form.keepPasswords} keep={form.keep} store={form.store} send={send} />;
  }
}

function Colours(props: { value: string; onChoose: (colour: Profile['colour']) => void }) {
  return (
    <div class="colours row" role="group" aria-label={words.form.colour}>
      {PROFILE_COLOURS.map((colour) => (
        <button
          key={colour}
          type="button"
          aria-label={words.form.colourName(colour)}
          aria-pressed={props.value === colour}
          data-shard={colour === 'none' ? undefined : colour}
          onClick={() => props.onChoose(colour)}
        >
          <i class={colour === 'none' ? 'swatch none' : 'swatch'} />
        </button>
      ))}
    </div>
  );
}
