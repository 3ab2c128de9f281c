/** A connection during its import: a profile, its secrets, and notes about omitted parts. */
import { randomUUID } from 'node:crypto';
import { profileProblems } from '../../shared/connections/profile-problems.ts';
import { newProfile, newTls } from '../../shared/connections/new-profile.ts';
import type { SecretName } from '../../shared/connections/secret-names.ts';
import { PEM_START } from '../../shared/connections/profile-choices.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import type { Secret } from './export.ts';

export interface Note {
  /** Name of the connection, or of the line or entry that gave none. It comes from the file: escape it. */
  about: string;
  /** A sentence. Never holds a secret. */
  text: string;
}

export interface Imported {
  /** Each with a new id. */
  profiles: Profile[];
  secrets: Secret[];
  notes: Note[];
}

/** Characters that a secret may have. */
const LONGEST_SECRET = 1 << 16;

export class ImportDraft {
  readonly profile: Profile = newProfile(randomUUID());
  readonly secrets = new Map<SecretName, string>();
  readonly notes: string[] = [];

  get tls(): NonNullable<Profile['tls']> {
    return (this.profile.tls ??= newTls());
  }

  get ssh(): NonNullable<Profile['ssh']> {
    return (this.profile.ssh ??= {
      host: '',
      port: 22,
      user: '',
      method: 'password',
      keyFile: '',
      hostKey: '',
    });
  }

  note(text: string): void {
    this.notes.push(text);
  }

  secret(name: SecretName, value: string): void {
    if (value.length > LONGEST_SECRET) this.note('A secret was left out because it is too long.');
    else if (value !== '') this.secrets.set(name, value);
  }

  /** Takes a private key: text is a secret, anything else the path of a file, for `put`. */
  key(name: 'tlsKey' | 'sshKey', value: string, put: (path: string) => void): void {
    if (value.includes(PEM_START)) this.secret(name, value);
    else put(value);
  }

  /** Adds it to the imported profiles; if it is not a valid one, the notes say why. */
  finish(into: Imported, about: string): void {
    const { profile } = this;
    profile.name = profile.name.slice(0, 200);
    const problems = profileProblems(profile).map(({ message }) => message);
    if (problems.length > 0) this.notes.unshift(`Left out. ${problems.slice(0, 3).join(' ')}`);
    else {
      into.profiles.push(profile);
      for (const [name, value] of this.secrets) into.secrets.push({ id: profile.id, name, value });
    }
    const named = problems.length > 0 ? about : profile.name;
    for (const text of this.notes) into.notes.push({ about: named, text });
  }
}
