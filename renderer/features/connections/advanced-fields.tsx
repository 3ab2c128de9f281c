import type { Profile } from '../../../shared/connections/profile.ts';
import { Choice, fieldId, NumberField, Row, TextField, type FormProps } from './form-parts.tsx';

const FAMILIES = [
  [0, 'any'],
  [4, 'IPv4'],
  [6, 'IPv6'],
] as const;
const PROTOCOLS = [
  [2, 'RESP2'],
  [3, 'RESP3'],
] as const;
const FIELDS = ['connectTimeout', 'keepAlive', 'clientName', 'separator'];

/** Open where something in it is wrong: else the problem could not be seen. */
export function AdvancedFields({ draft, send }: FormProps) {
  const { profile } = draft;
  const change = (part: Partial<Profile>) => send({ type: 'edit-draft', change: part });
  const isWrong = draft.isChecked && draft.problems.some(({ field }) => FIELDS.includes(field));
  return (
    <details class="grp advanced" open={isWrong || undefined}>
      <summary>
        <h3>Advanced</h3>
      </summary>
      <Row label="Time to connect" htmlFor={fieldId('connectTimeout')}>
        <NumberField
          draft={draft}
          field="connectTimeout"
          value={profile.connectTimeout}
          onNumber={(connectTimeout) => change({ connectTimeout })}
          note="ms"
        />
      </Row>
      <Row label="Keep-alive" htmlFor={fieldId('keepAlive')}>
        <NumberField
          draft={draft}
          field="keepAlive"
          value={profile.keepAlive}
          onNumber={(keepAlive) => change({ keepAlive })}
          note="s of silence; 0 switches it off"
        />
      </Row>
      <Row label="Addresses">
        <Choice
          label="Addresses"
          options={FAMILIES}
          value={profile.family}
          onChoose={(family) => change({ family })}
        />
      </Row>
      <Row label="Protocol">
        <Choice
          label="Protocol of this connection"
          options={PROTOCOLS}
          value={profile.protocol}
          onChoose={(protocol) => change({ protocol })}
        />
      </Row>
      <Row label="Client name" htmlFor={fieldId('clientName')}>
        <TextField
          draft={draft}
          field="clientName"
          mono
          value={profile.clientName}
          placeholder="none"
          onText={(clientName) => change({ clientName })}
        />
      </Row>
      <Row label="Key separator" htmlFor={fieldId('separator')}>
        <TextField
          draft={draft}
          field="separator"
          mono
          value={profile.separator}
          onText={(separator) => change({ separator })}
        />
      </Row>
    </details>
  );
}
