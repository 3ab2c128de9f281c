/** The user's saved connections: lists, saves, prepares, examines, deletes and restores them. */
import { randomUUID } from 'node:crypto';
import type { DoctorReport } from '../../shared/connections/doctor.ts';
import { describeProfile } from '../../shared/connections/profile-description.ts';
import type { SecretName } from '../../shared/connections/secret-names.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import {
  MOST_DELETED,
  type Keep,
  type SavedConnections,
  type TypedSecrets,
} from '../../shared/connections/saved-connection.ts';
import { FailureError } from '../../shared/failure.ts';
import { examineTarget, type Listener } from './examine-target.ts';
import type { Target } from './launch-options.ts';
import type { Secret } from './export.ts';
import { importConnections } from './import.ts';
import { givenUp } from './less-safe.ts';
import type { ProfileFile, Removed } from './profile-file.ts';
import { profileNamed } from './profile-named.ts';
import { BoundSecrets } from './bound-secrets.ts';
import type { SecretBox } from './secret-box.ts';
import { targetOf, type Secrets } from './target-of.ts';

/** The text of the connect field, and the name to save it under. */
export interface Typed {
  target: string;
  name: string;
  production: boolean;
  readOnly: boolean;
}

interface Hooks {
  onChange(saved: SavedConnections): void;
  /** Called with a sentence about a secret that is not used. */
  onProblem?(text: string): void;
  /** Called when a deleted connection can no longer be restored. */
  onGone?(id: string): Promise<void>;
}

type Deleted = { removed: Removed; secrets: { undo(): Promise<void> } };

export class Connections {
  private readonly profiles: ProfileFile;
  private readonly secrets: BoundSecrets;
  private readonly hooks: Hooks;
  private readonly deleted = new Map<string, Deleted>();
  /** Profiles at their last attempt to connect: a typed secret is for that place. */
  private readonly tried = new Map<string, Profile>();
  /** Changes in progress. */
  private readonly changes = new Set<Promise<unknown>>();

  constructor(profiles: ProfileFile, secrets: SecretBox, hooks: Hooks) {
    this.profiles = profiles;
    this.secrets = new BoundSecrets(secrets, (text) => hooks.onProblem?.(text));
    this.hooks = hooks;
  }

  get saved(): SavedConnections {
    const list = this.profiles.list().map((profile) => ({
      profile,
      description: describeProfile(profile),
      secrets: this.secrets.has(profile),
    }));
    list.sort((a, b) => b.profile.usedAt - a.profile.usedAt || a.profile.name.localeCompare(b.profile.name));
    return { list, store: this.secrets.store, isReadOnly: this.profiles.isReadOnly };
  }

  /** Saves the typed text; `notes` list omitted parts. Rejects with a FailureError if it holds no address. */
  async saveTyped({ target, name, production, readOnly }: Typed): Promise<{ id: string; notes: string[] }> {
    const { profile, secrets, notes } = await readTyped(target);
    await this.save(
      {
        ...profile,
        name,
        environment: production ? 'production' : profile.environment,
        readOnly: readOnly || profile.readOnly,
      },
      secrets,
      'stored',
    );
    return { id: profile.id, notes };
  }

  /**
   * Lists the protections that a profile would give up, compared with the one saved or deleted under its id. Each item ends
   * a sentence that begins elsewhere. The user confirms them in a dialog, not in the page, before the profile is saved.
   */
  givenUp(profile: Profile): string[] {
    const before = this.profiles.get(profile.id) ?? this.deleted.get(profile.id)?.removed.profile;
    return before ? givenUp(before, profile) : [];
  }

  /** `once` keeps no secret; null forgets one. */
  save(profile: Profile, secrets: TypedSecrets, keep: Keep): Promise<void> {
    return this.change(async () => {
      const before = this.profiles.get(profile.id);
      if (before) this.secrets.edited(before, profile);
      await this.profiles.save({ ...profile, usedAt: before?.usedAt ?? 0 });
      await this.keep(profile, secrets, keep);
    });
  }

  /** Rejects with a FailureError if the connection was deleted, or one of its files cannot be read. */
  async target(id: string, typed: TypedSecrets): Promise<Target> {
    try {
      const profile = this.profileOf(id);
      this.tried.set(id, profile);
      const find = this.secretsOf(profile, typed);
      const secrets = new Set<SecretName>();
      const target = await targetOf(profile, (name) => {
        const secret = find(name);
        if (secret !== null) secrets.add(name);
        return secret;
      });
      return { ...target, secrets: [...secrets] };
    } finally {
      // Only now is it known which secrets the key store does not open.
      this.tell();
    }
  }

  /** After a connection was made: the typed secrets are right, and kept. */
  used(id: string, typed: TypedSecrets, keep: Keep): Promise<void> {
    return this.change(async () => {
      await this.keep(this.tried.get(id) ?? this.profileOf(id), typed, keep);
      await this.profiles.touch(id, Date.now());
    });
  }

  /** Resolves with the copy's id. */
  duplicate(id: string): Promise<string> {
    return this.change(async () => {
      const copy = await this.profiles.duplicate(this.profileOf(id).id, randomUUID());
      await this.secrets.copy(id, copy!.id);
      return copy!.id;
    });
  }

  delete(id: string): Promise<void> {
    return this.change(async () => {
      const removed = await this.profiles.delete(id);
      if (!removed) return;
      this.deleted.set(id, { removed, secrets: await this.secrets.drop(id) });
      for (const oldest of this.deleted.keys())
        if (this.deleted.size > MOST_DELETED) await this.forget(oldest);
    });
  }

  /** Restores a deleted connection with its secrets. */
  undoDelete(id: string): Promise<void> {
    const before = [...this.changes];
    return this.change(async () => {
      // Its deletion may still be in progress.
      await Promise.allSettled(before);
      const deleted = this.deleted.get(id);
      this.deleted.delete(id);
      await deleted?.removed.undo();
      await deleted?.secrets.undo();
    });
  }

  /**
   * Called before the program ends. Resolves when every change so far is on disk or reported. Deleted connections cannot be
   * restored from then on.
   */
  async flush(): Promise<void> {
    await Promise.allSettled(this.changes);
    await Promise.all([...this.deleted.keys()].map((id) => this.forget(id)));
  }

  /** Called once at the start. */
  bindOldSecrets(): Promise<void> {
    return this.change(() => this.secrets.bindOld(this.profiles.list()));
  }

  /** Reads the changes of other programs. */
  async reload(): Promise<void> {
    await Promise.all([this.profiles.reload(), this.secrets.reload()]);
    this.tell();
  }

  /** The profile need not be saved; typed secrets take precedence over kept ones. Rejects as `target`. */
  async examine(profile: Profile, typed: TypedSecrets, listener: Listener): Promise<DoctorReport> {
    return examineTarget(await targetOf(profile, this.secretsOf(profile, typed)), listener);
  }

  /** Saves the connections of an import with their secrets. */
  add(profiles: readonly Profile[], secrets: readonly Secret[], keep: Keep): Promise<void> {
    return this.change(async () => {
      for (const profile of profiles) {
        await this.profiles.save(profile);
        await this.keep(profile, typedOf(secrets.filter(({ id }) => id === profile.id)), keep);
      }
    });
  }

  /** The profiles, and every secret of theirs that can be read. */
  toExport(ids: readonly string[]): { profiles: Profile[]; secrets: () => Secret[] } {
    const profiles = ids.map((id) => this.profileOf(id));
    const secrets = () =>
      profiles.flatMap((profile) =>
        (Object.keys(this.secrets.has(profile)) as SecretName[]).flatMap((name) => {
          const value = this.secrets.get(profile, name);
          return value === null ? [] : [{ id: profile.id, name, value }];
        }),
      );
    return { profiles, secrets };
  }

  /** The saved connection, and whether all that it was last made with is stored; null if it was deleted. */
  unasked(id: string, secrets: readonly SecretName[]): { profile: Profile; isUnasked: boolean } | null {
    const profile = this.profiles.get(id);
    if (!profile) return null;
    const places = this.secrets.has(profile);
    return { profile, isUnasked: secrets.every((name) => places[name] === 'stored') };
  }

  /** As profileNamed. */
  named(name: string): Profile {
    return profileNamed(this.profiles.list(), name);
  }

  private async forget(id: string): Promise<void> {
    this.deleted.delete(id);
    // Another program may have saved it again.
    if (!this.profiles.get(id)) await this.hooks.onGone?.(id);
  }

  private profileOf(id: string): Profile {
    const profile = this.profiles.get(id);
    if (!profile) throw new FailureError('gone', 'This connection has been deleted.', 'Choose another one.');
    return profile;
  }

  private secretsOf(profile: Profile, typed: TypedSecrets): Secrets {
    return (name) => (typed[name] === undefined ? this.secrets.get(profile, name) : typed[name]);
  }

  private async keep(profile: Profile, typed: TypedSecrets, keep: Keep): Promise<void> {
    for (const [name, value] of Object.entries(typed) as [SecretName, string | null][])
      if (value === null || keep !== 'once')
        await this.secrets.set(profile, name, value, { keep: keep === 'stored' });
  }

  private change<T>(act: () => Promise<T>): Promise<T> {
    const change = act();
    this.changes.add(change);
    return change.finally(() => {
      this.changes.delete(change);
      this.tell();
    });
  }

  private tell(): void {
    this.hooks.onChange(this.saved);
  }
}

async function readTyped(
  target: string,
): Promise<{ profile: Profile; secrets: TypedSecrets; notes: string[] }> {
  const imported = await importConnections(/^\s*-/.test(target) ? `redis-cli ${target}` : target);
  const profile = imported.kind === 'read' ? imported.profiles[0] : undefined;
  if (!profile || imported.kind !== 'read')
    throw new FailureError(
      'bad-argument',
      'No address found.',
      'Give redis://host:port, host:port, or -h HOST -p PORT.',
    );
  const secrets = typedOf(imported.secrets.filter(({ id }) => id === profile.id));
  return { profile, secrets, notes: imported.notes.map(({ text }) => text) };
}

const typedOf = (secrets: readonly Secret[]): TypedSecrets =>
  Object.fromEntries(secrets.map(({ name, value }) => [name, value]));
