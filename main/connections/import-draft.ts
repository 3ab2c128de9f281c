/** A connection while it is imported: a profile, its secrets, and what could not be taken over. */
import { randomUUID } from 'node:crypto';
import { profileProblems } from '../../shared/connections/profile-problems.ts';
import { newProfile, newTls } from '../../shared/connections/new-profile.ts';
import type { SecretName } from '../../shared/connections/secret-names.ts';
import { PEM_START } from '../../shared/connections/profile-choices.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import type { Secret } from './export.ts';

export interface Note {
  /** Name of the connection, or of the line or entry that it would have become. Text of the file: to be escaped. */
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

/** Characters of a secret that is taken over. */
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
    if (value.length > LONGEST_SECRET) this.note('A secret was too long and was left out.');
    else if (value !== '') this.secrets.set(name, value);
  }

  /** A private key: text is a secret, anything else a file's path, which `put` takes. */
  key(name: 'tlsKey' | 'sshKey', value: string, put: (path: string) => void): void {
    if (value.includes(PEM_START)) this.secret(name, value);
    else put(value);
  }

  /** Puts it among what is imported; where it is no profile, the notes say why. */
  finish(into: Imported, about: string): void {
    const { profile } = this;
    profile.name = profile.name.slice(0, 200);
    const problems = profileProblems(profile).map(({ message }) => message);
    if (problems.length > 0) this.notes.unshift(`It was left out. ${problems.slice(0, 3).join(' ')}`);
    else {
      into.profiles.push(profile);
      for (const [name, value] of this.secrets) into.secrets.push({ id: profile.id, name, value });
    }
    const named = problems.length > 0 ? about : profile.name;
    for (const text of this.notes) into.notes.push({ about: named, text });
  }
}
