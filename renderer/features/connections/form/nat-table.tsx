import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { Profile } from '../../../../shared/connections/profile.ts';
import { CrossIcon } from '../../../kit/icons.tsx';
import { IconButton } from '../../../kit/parts.tsx';
import { words } from '../words.ts';
import { Section, TextField, type FormProps } from './form-parts.tsx';

const w = words.form;

type Entry = Profile['nat'][number];

/** Maps announced addresses to reachable ones: lines made by hand, and those that the open connection has found. */
export function NatTable({ draft, send, found }: FormProps & { found: readonly Entry[] }) {
  const { nat } = draft.profile;
  const put = (next: (nat: readonly Entry[]) => Entry[]) =>
    send({ type: 'edit-draft', change: (profile) => ({ nat: next(profile.nat) }) });
  const change = (at: number, part: Partial<Entry>) =>
    put((lines) => lines.map((entry, i) => (i === at ? { ...entry, ...part } : entry)));
  const others = found.filter(({ announced }) => !nat.some((entry) => entry.announced === announced));
  return (
    <Section title={w.nat} note={w.natNote}>
      <div class="nat">
        {nat.length + others.length > 0 && (
          <div role="table" aria-label={w.nat}>
            <div role="row" class="natrow xs f2">
              <span role="columnheader">{w.natAnnounced}</span>
              <span role="columnheader">{w.natReached}</span>
              <span role="columnheader" aria-label={w.natSource} />
            </div>
            {nat.map(({ announced, reached }, at) => (
              // A line has no identity but its position.
              <div role="row" class="natrow" key={at}>
                <span role="cell">
                  <TextField
                    draft={draft}
                    field={`nat.${at}.announced`}
                    label={w.natAnnouncedLine(at + 1)}
                    mono
                    value={announced}
                    onText={(text) => change(at, { announced: text })}
                  />
                </span>
                <span role="cell">
                  <TextField
                    draft={draft}
                    field={`nat.${at}.reached`}
                    label={w.natReachedLine(at + 1)}
                    mono
                    value={reached}
                    onText={(text) => change(at, { reached: text })}
                  />
                </span>
                <span role="cell" class="row nathow">
                  <span class="xs f3">{w.natByHand}</span>
                  <IconButton
                    label={w.natRemove(at + 1)}
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
                  <span class="xs f3">{w.natFound}</span>
                  <button
                    type="button"
                    class="link"
                    aria-label={w.natKeepOne(entry.announced, entry.reached)}
                    onClick={() => put((lines) => [...lines, entry])}
                  >
                    {w.natKeep}
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
            {w.natAdd}
          </button>
          {others.length > 1 && (
            <button type="button" class="btn quiet" onClick={() => put((lines) => [...lines, ...others])}>
              {w.natKeepAll}
            </button>
          )}
          {nat.length + others.length === 0 && <span class="xs f3">{w.natEmpty}</span>}
        </div>
      </div>
    </Section>
  );
}
