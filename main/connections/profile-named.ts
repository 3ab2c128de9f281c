/** Finds a saved connection by the name given on the command line. Pure. */
import { escapeForLine } from '../../shared/format/escape.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import { FailureError } from '../../shared/failure.ts';

/** Names that a refusal suggests. */
const OFFERED = 3;

/**
 * The one of that name, or the only one whose name begins with it, case-insensitively. Throws a FailureError (`bad-argument`)
 * that suggests names if there is none, or several.
 */
export function profileNamed(profiles: readonly Profile[], name: string): Profile {
  const wanted = name.toLowerCase();
  const rules: ((profile: Profile) => boolean)[] = [
    (profile) => profile.name === name,
    (profile) => profile.name.toLowerCase() === wanted,
    (profile) => wanted !== '' && profile.name.toLowerCase().startsWith(wanted),
  ];
  for (const rule of rules) {
    const [first, ...others] = profiles.filter(rule);
    if (!first) continue;
    if (others.length === 0) return first;
    throw new FailureError(
      'bad-argument',
      first.name === others[0]!.name
        ? `${others.length + 1} saved connections are called ${escapeForLine(first.name)}.`
        : `${others.length + 1} saved connections begin with ${name}.`,
      first.name === others[0]!.name
        ? 'Choose one of them here, or rename them.'
        : `Give more of the name: ${listed([first, ...others])}.`,
    );
  }
  throw new FailureError(
    'bad-argument',
    `No saved connection is called ${escapeForLine(name)}.`,
    profiles.length === 0 ? 'Nothing is saved yet.' : `The nearest are ${listed(nearest(profiles, wanted))}.`,
  );
}

const listed = (profiles: readonly Profile[]) => {
  const names = profiles.slice(0, OFFERED).map(({ name }) => escapeForLine(name));
  return names.join(', ') + (profiles.length > OFFERED ? ', …' : '');
};

const nearest = (profiles: readonly Profile[], wanted: string) =>
  profiles
    .map((profile) => ({ profile, distance: distance(profile.name.toLowerCase(), wanted) }))
    .sort((a, b) => a.distance - b.distance || a.profile.name.localeCompare(b.profile.name))
    .slice(0, OFFERED)
    .map(({ profile }) => profile);

/** Characters to change, add or remove (Levenshtein); a name that contains the wanted one is nearest. */
function distance(name: string, wanted: string): number {
  if (wanted !== '' && name.includes(wanted)) return 0;
  let row = Array.from({ length: wanted.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...name].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...wanted].entries())
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
