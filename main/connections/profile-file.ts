/** The saved connections: profiles.json in our directory, without any secret. */
import path from 'node:path';
import { profileSchema, type Profile } from '../../shared/connections/profile.ts';
import { KeptFile } from '../storage/kept-file.ts';
import { NO_PROFILES, printProfiles, readProfiles, type Entry, type Profiles } from './profile-format.ts';

export interface Removed {
  readonly profile: Profile;
  /** Puts it back where it was, unless it exists again. Resolves as ProfileFile.save. */
  undo(): Promise<boolean>;
}

interface Options {
  /** Called with sentences about reading and writing that failed. */
  onProblem?: (text: string) => void;
}

export class ProfileFile {
  private readonly kept: KeptFile<Profiles>;

  private constructor(kept: KeptFile<Profiles>) {
    this.kept = kept;
  }

  /** `directory` need not exist yet. Never rejects. */
  static async open(
    directory: string,
    { onProblem = (text) => console.error(text) }: Options = {},
  ): Promise<ProfileFile> {
    const format = {
      title: 'The saved connections',
      empty: NO_PROFILES,
      read: (bytes: Uint8Array) => readProfiles(bytes),
      print: printProfiles,
    };
    return new ProfileFile(await KeptFile.open(path.join(directory, 'profiles.json'), format, onProblem));
  }

  /** In the order of the file. */
  list(): Profile[] {
    return this.kept.value.entries.map(({ profile }) => profile);
  }

  get(id: string): Profile | null {
    return this.kept.value.entries.find(({ profile }) => profile.id === id)?.profile ?? null;
  }

  /** True if a later version of Slotshell wrote the file. */
  get isReadOnly(): boolean {
    return this.kept.isReadOnly;
  }

  /** Reads the changes of other programs. */
  reload(): Promise<void> {
    return this.kept.reload();
  }

  /**
   * Replaces the profile with its id, or adds it at the end. True once it is on disk; false if it could not be written, which is
   * reported: then it is kept in memory. Throws a ZodError if it is not a profile.
   */
  save(profile: Profile): Promise<boolean> {
    const next = profileSchema.parse(profile);
    return this.change(`save ${next.id}`, (entries) => {
      const at = indexOf(entries, next.id);
      if (at < 0) return [...entries, { profile: next, raw: {} }];
      return entries.map((entry, i) => (i === at ? { profile: next, raw: entry.raw } : entry));
    });
  }

  /** Null if no profile has this id, or a read-only file refuses it. Secrets are not touched. */
  async delete(id: string): Promise<Removed | null> {
    const at = indexOf(this.kept.value.entries, id);
    const entry = this.kept.value.entries[at];
    if (!entry) return null;
    await this.change(`delete ${id}`, (entries) => entries.filter(({ profile }) => profile.id !== id));
    if (this.get(id)) return null;
    return {
      profile: entry.profile,
      undo: () =>
        this.change(`restore ${id}`, (entries) =>
          indexOf(entries, id) < 0 ? inserted(entries, at, entry) : entries,
        ),
    };
  }

  /** Adds a copy after the original, with the id `copyId` (a new UUID); null if no profile has this id. */
  async duplicate(id: string, copyId: string): Promise<Profile | null> {
    const original = this.kept.value.entries[indexOf(this.kept.value.entries, id)];
    if (!original) return null;
    const name = freeName(
      original.profile.name,
      this.list().map((profile) => profile.name),
    );
    const copy = { ...original.profile, id: copyId, name, usedAt: 0 };
    await this.change(`save ${copyId}`, (entries) =>
      indexOf(entries, copyId) < 0
        ? inserted(entries, indexOf(entries, id) + 1 || entries.length, { profile: copy, raw: original.raw })
        : entries,
    );
    return copy;
  }

  /** Records a connection at `time`, milliseconds since 1970. Resolves as `save`; false if no profile has this id. */
  async touch(id: string, time: number): Promise<boolean> {
    if (indexOf(this.kept.value.entries, id) < 0) return false;
    return this.change(`touch ${id}`, (entries) =>
      entries.map((entry) =>
        entry.profile.id === id ? { ...entry, profile: { ...entry.profile, usedAt: time } } : entry,
      ),
    );
  }

  private change(key: string, apply: (entries: readonly Entry[]) => readonly Entry[]): Promise<boolean> {
    return this.kept.change(key, (value) => ({ ...value, entries: apply(value.entries) }));
  }
}

const indexOf = (entries: readonly Entry[], id: string) =>
  entries.findIndex(({ profile }) => profile.id === id);

const inserted = (entries: readonly Entry[], at: number, entry: Entry): Entry[] => [
  ...entries.slice(0, at),
  entry,
  ...entries.slice(at),
];

/** `name copy`, `name copy 2`, …; at most 200 characters, the schema's limit. */
function freeName(name: string, taken: readonly string[]): string {
  const stem = name.replace(/ copy( \d+)?$/, '');
  for (let i = 1; ; i++) {
    const suffix = i === 1 ? ' copy' : ` copy ${i}`;
    const free = stem.slice(0, 200 - suffix.length) + suffix;
    if (!taken.includes(free)) return free;
  }
}
