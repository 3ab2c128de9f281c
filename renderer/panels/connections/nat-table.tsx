import { CrossIcon } from '../icons.tsx';
import { IconButton } from '../parts.tsx';
import { Section, TextField, type FormProps } from './form-parts.tsx';

/** What the cluster announces, and where it is reached; what is found by itself needs no line here. */
export function NatTable({ draft, send }: FormProps) {
  const { nat } = draft.profile;
  const put = (next: typeof nat) => send({ type: 'edit-draft', change: { nat: next } });
  const change = (at: number, part: Partial<(typeof nat)[number]>) =>
    put(nat.map((entry, i) => (i === at ? { ...entry, ...part } : entry)));
  return (
    <Section title="NAT map" note="what the cluster announces, and where it is reached">
      <div class="nat">
        {nat.length > 0 && (
          <div role="table" aria-label="NAT map">
            <div role="row" class="natrow xs f2">
              <span role="columnheader">Announced by the cluster</span>
              <span role="columnheader">Reached at</span>
              <span role="columnheader" aria-label="Remove" />
            </div>
            {nat.map(({ announced, reached }, at) => (
              // Lines have no name but their place.
              <div role="row" class="natrow" key={at}>
                <span role="cell">
                  <TextField
                    draft={draft}
                    field={`nat.${at}.announced`}
                    label={`Announced, line ${at + 1}`}
                    mono
                    value={announced}
                    onText={(text) => change(at, { announced: text })}
                  />
                </span>
                <span role="cell">
                  <TextField
                    draft={draft}
                    field={`nat.${at}.reached`}
                    label={`Reached at, line ${at + 1}`}
                    mono
                    value={reached}
                    placeholder="127.0.0.1:6379"
                    onText={(text) => change(at, { reached: text })}
                  />
                </span>
                <span role="cell">
                  <IconButton
                    label={`Remove line ${at + 1}`}
                    onClick={() => put(nat.filter((_, i) => i !== at))}
                  >
                    <CrossIcon />
                  </IconButton>
                </span>
              </div>
            ))}
          </div>
        )}
        <div class="row">
          <button
            type="button"
            class="btn quiet"
            onClick={() => put([...nat, { announced: '', reached: '' }])}
          >
            Add a line
          </button>
          {nat.length === 0 && (
            <span class="xs f3">
              Addresses that cannot be reached are looked for at the seeds by themselves.
            </span>
          )}
        </div>
      </div>
    </Section>
  );
}
