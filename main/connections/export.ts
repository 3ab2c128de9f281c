/** Saved connections as a file: without secrets, or with them, sealed by a passphrase. */
import { z } from 'zod';
import { SECRETS, type SecretName } from '../../shared/connections/secret-names.ts';
import { profileSchema, type Profile } from '../../shared/connections/profile.ts';
import { FailureError } from '../../shared/failure.ts';
import { seal } from './sealed.ts';

export const EXPORT_KIND = 'slotshell-connections';
const VERSION = 1;

/** Profiles of one file, and of one import. */
export const MOST_PROFILES = 5000;

const exportSchema = z.object({
  kind: z.literal(EXPORT_KIND),
  version: z.int().min(1),
  profiles: z.array(z.unknown()).max(MOST_PROFILES),
  secrets: z.record(z.string(), z.unknown()).optional(),
});

export interface Secret {
  /** The profile's id. */
  id: string;
  name: SecretName;
  value: string;
}

/** Without secrets, and without when each was used. */
export const exportPlain = (profiles: readonly Profile[]): string => print(profiles, undefined);

/** With secrets. Takes about half a second. Rejects with a FailureError for a passphrase under eight characters. */
export function exportSealed(
  profiles: readonly Profile[],
  secrets: readonly Secret[],
  passphrase: string,
): Promise<string> {
  const byProfile = new Map<string, { [name in SecretName]?: string }>(profiles.map(({ id }) => [id, {}]));
  for (const { id, name, value } of secrets) {
    const mine = byProfile.get(id);
    if (mine) mine[name] = value;
  }
  return seal(print(profiles, Object.fromEntries(byProfile)), passphrase);
}

function print(profiles: readonly Profile[], secrets: object | undefined): string {
  // Parsed, so that nothing but the fields of a profile is written.
  const plain = profiles.map((profile) => ({ ...profileSchema.parse(profile), usedAt: 0 }));
  return `${JSON.stringify({ kind: EXPORT_KIND, version: VERSION, profiles: plain, secrets }, null, 2)}\n`;
}

/** `json` is parsed output of exportPlain. `left` lists the numbers of profiles that were not understood. Throws FailureError. */
export function readExport(json: unknown): {
  profiles: Profile[];
  secrets: ReadonlyMap<string, Secret[]>;
  left: number[];
} {
  const read = exportSchema.safeParse(json);
  if (!read.success)
    throw new FailureError(
      'bad-argument',
      'The file is damaged, or holds too many connections.',
      'Export it again.',
    );
  if (read.data.version > VERSION)
    throw new FailureError(
      'bad-argument',
      `The file was written by a later version of Slotshell (format ${read.data.version}).`,
      'Import it with that version.',
    );
  const profiles: Profile[] = [];
  const secrets = new Map<string, Secret[]>();
  const left: number[] = [];
  for (const [index, each] of read.data.profiles.entries()) {
    const profile = profileSchema.safeParse(each);
    if (!profile.success) {
      left.push(index + 1);
      continue;
    }
    profiles.push(profile.data);
    const { id } = profile.data;
    const mine = read.data.secrets && Object.hasOwn(read.data.secrets, id) ? read.data.secrets[id] : {};
    const found = SECRETS.flatMap((name) => {
      const value = secretSchema.safeParse(fieldOf(mine, name));
      return value.success ? [{ id, name, value: value.data }] : [];
    });
    secrets.set(id, found);
  }
  return { profiles, secrets, left };
}

const secretSchema = z
  .string()
  .min(1)
  .max(1 << 16);
const fieldOf = (object: unknown, name: string): unknown =>
  typeof object === 'object' && object !== null && Object.hasOwn(object, name)
    ? (object as { [field: string]: unknown })[name]
    : undefined;
