/** What an import gives, laid out for comparing: profiles without ids, each with its secrets; notes as lines. */
import { importConnections } from '../../main/connections/import.ts';
import { newProfile } from '../../shared/connections/new-profile.ts';
import { profileSchema, type Profile } from '../../shared/connections/profile.ts';

const { id: _, ...DEFAULTS } = newProfile('');

export async function readImport(text: string) {
  const result = await importConnections(text);
  if (result.kind !== 'read') throw new Error('sealed');
  const profiles = result.profiles.map((profile) => {
    profileSchema.parse(profile);
    const { id, ...rest } = profile;
    const secrets = result.secrets.filter((secret) => secret.id === id);
    return { ...rest, secrets: Object.fromEntries(secrets.map(({ name, value }) => [name, value])) };
  });
  return { profiles, notes: result.notes.map(({ about, text }) => `${about}: ${text}`) };
}

/** A new profile with these differences, as readImport gives it. */
export const expectedImport = (patch: Partial<Profile>, secrets: object = {}) => ({
  ...DEFAULTS,
  name: patch.seeds?.[0] ?? '127.0.0.1:6379',
  ...patch,
  secrets,
});
