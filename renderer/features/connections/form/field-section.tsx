/** Draws the table of fields. */
import type { Profile } from '../../../../shared/connections/profile.ts';
import { words } from '../words.ts';
import { FieldCell } from './field-cell.tsx';
import { changeAt } from './field-path.ts';
import { fieldOf, type FieldRow, type FieldSection } from './fields.ts';
import { fieldId, Row, Section, Switch, type FormProps } from './form-parts.tsx';

export function FormSection({ section, ...part }: FormProps & { section: FieldSection }) {
  const { title, rows, look } = section;
  if (look === 'folded') return <FoldedSection section={section} {...part} />;
  if (look === 'plain')
    return (
      <section class="grp" aria-label={title}>
        <Rows rows={rows} {...part} />
      </section>
    );
  return section.part ? (
    <SwitchedSection section={section} part={section.part} form={part} />
  ) : (
    <Section title={title}>
      <Rows rows={rows} {...part} />
    </Section>
  );
}

/** Open if something in it is wrong: else the problem could not be seen. */
function FoldedSection({ section, ...part }: FormProps & { section: FieldSection }) {
  const { draft } = part;
  const fields = section.rows.flatMap(({ cells }) => cells.map(fieldOf));
  const isWrong = draft.isChecked && draft.problems.some(({ field }) => fields.includes(field));
  return (
    <details class="grp advanced" open={isWrong || undefined}>
      <summary>
        <h3>{section.title}</h3>
      </summary>
      <Rows rows={section.rows} {...part} />
    </details>
  );
}

function SwitchedSection(props: {
  section: FieldSection;
  part: NonNullable<FieldSection['part']>;
  form: FormProps;
}) {
  const { section, part, form } = props;
  const isOn = form.draft.profile[part.name] !== null;
  return (
    <Section
      title={section.title}
      note={isOn ? part.note : ''}
      head={
        <Switch
          label={section.title}
          isNamed
          on={isOn}
          onChange={(on) =>
            form.send({ type: 'edit-draft', change: { [part.name]: on ? part.initial() : null } })
          }
        />
      }
    >
      {isOn && <Rows rows={section.rows} {...form} />}
    </Section>
  );
}

const Rows = ({ rows, ...part }: FormProps & { rows: readonly FieldRow[] }) => (
  <>
    {rows.map((row, i) => {
      const { profile } = part.draft;
      if (row.shows && !row.shows(profile, part.store)) return null;
      return <DrawnRow key={i} row={row} profile={profile} {...part} />;
    })}
  </>
);

function DrawnRow({ row, profile, ...part }: FormProps & { row: FieldRow; profile: Profile }) {
  const [first] = row.cells;
  const field = fieldOf(first!);
  const isInput = !['choice', 'switch', 'keep'].includes(first!.kind);
  const note = row.note?.(profile);
  const noteId = note && first!.kind === 'choice' ? `${fieldId(field)}-note` : undefined;
  const cells = row.cells.map((cell, i) => (
    <FieldCell key={i} cell={cell} noteId={i === 0 ? noteId : undefined} {...part} />
  ));
  return (
    <Row
      label={typeof row.label === 'string' ? row.label : row.label(profile)}
      {...(isInput && { htmlFor: fieldId(field) })}
    >
      {row.layout ? <div class={row.layout}>{cells}</div> : cells}
      {note && (
        <p
          id={noteId}
          class={note.isWarning ? 'xs warn problem' : 'xs f3 problem'}
          role={note.isWarning ? 'note' : undefined}
        >
          {note.text}
        </p>
      )}
      {row.hasHostKey && <HostKey hostKey={profile.ssh?.hostKey ?? ''} send={part.send} />}
    </Row>
  );
}

const HostKey = ({ hostKey, send }: { hostKey: string; send: FormProps['send'] }) =>
  hostKey === '' ? (
    <p class="xs f3 problem">{words.form.noHostKey}</p>
  ) : (
    <p class="xs f3 problem row">
      <span class="cut">
        {words.form.hostKeyAccepted} <span class="mono">{hostKey}</span>
      </span>
      <button
        type="button"
        class="link"
        aria-label={words.form.forgetHostKey}
        onClick={() => send({ type: 'edit-draft', change: changeAt('ssh.hostKey', '') })}
      >
        {words.form.forget}
      </button>
    </p>
  );
