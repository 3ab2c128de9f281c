import { escapeForLine } from '../../../shared/format/escape.ts';
import type { Profile } from '../../../shared/connections/profile.ts';
import { CrossIcon } from '../../kit/icons.tsx';
import { IconButton } from '../../kit/parts.tsx';
import { Section, TextField, type FormProps } from './form-parts.tsx';

type Entry = Profile['nat'][number];

/** What the cluster announces, and where it is reached: lines made by hand, and what the open connection has found. */
export function NatTable({ draft, send, found }: FormProps & { found: readonly Entry[] }) {
  const { nat } = draft.profile;
  const put = (next: (nat: readonly Entry[]) => Entry[]) =>
    send({ type: 'edit-draft', change: (profile) => ({ nat: next(profile.nat) }) });
  const change = (at: number, part: Partial<Entry>) =>
    put((lines) => lines.map((entry, i) => (i === at ? { ...entry, ...part } : entry)));
  const others = found.filter(({ announced }) => !nat.some((entry) => entry.announced === announced));
  return (
    <Section title="NAT map" note="what the cluster announces, and where it is reached">
      <div class="nat">
        {nat.length + others.length > 0 && (
          <div role="table" aria-label="NAT map">
            <div role="row" class="natrow xs f2">
              <span role="columnheader">Announced by the cluster</span>
              <span role="columnheader">Reached at</span>
              <span role="columnheader" aria-label="How it is known" />
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
                    onText={(text) => change(at, { reached: text })}
                  />
                </span>
                <span role="cell" class="row nathow">
                  <span class="xs f3">by hand</span>
                  <IconButton
                    label={`Remove line ${at + 1}`}
                    onClick={() => put((lines) => lines.filter((_, i) => i !== at))}
                  >
                    <CrossIcon />
                  </IconButton>
                </span>
              </div>
            ))}
            {others.map((entry) => (
              <div role="row" class="natrow natfound sm" key={entry.announced}>
                <span role="cell" class="mono">
                  {escapeForLine(entry.announced)}
                </span>
                <span role="cell" class="mono">
                  {escapeForLine(entry.reached)}
                </span>
                <span role="cell" class="row nathow">
                  <span class="xs f3">found</span>
                  <button
                    type="button"
                    class="link"
                    aria-label={`Keep ${entry.announced} at ${entry.reached}`}
                    onClick={() => put((lines) => [...lines, entry])}
                  >
                    Keep
                  </button>
                </span>
              </div>
            ))}
          </div>
        )}
        <div class="row">
          <button
            type="button"
            class="btn quiet"
            onClick={() => put((lines) => [...lines, { announced: '', reached: '' }])}
          >
            Add a line
          </button>
          {others.length > 1 && (
            <button type="button" class="btn quiet" onClick={() => put((lines) => [...lines, ...others])}>
              Keep all that were found
            </button>
          )}
          {nat.length + others.length === 0 && (
            <span class="xs f3">
              Addresses that cannot be reached are looked for at the seeds by themselves.
            </span>
          )}
        </div>
      </div>
    </Section>
  );
}
