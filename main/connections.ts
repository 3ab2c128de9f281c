/** The saved connections of this user: listed, saved from what was typed, connected to, deleted and brought back. */
import type { SavedConnection, SessionState } from '../shared/model.ts';
import { describeProfile } from '../shared/profile-description.ts';
import type { Profile } from '../shared/profile.ts';
import { FailureError } from './cluster/failure.ts';
import { importConnections } from './profiles/import.ts';
import type { ProfileFile, Removed } from './profiles/profile-file.ts';
import type { SecretBox } from './profiles/secret-box.ts';
import { targetOf } from './profiles/target-of.ts';
import type { Workspace } from './workspace.ts';

/** What is typed in the connect form, and how it is to be called. */
export interface Typed {
  target: string;
  name: string;
  production: boolean;
  readOnly: boolean;
}

export class Connections {
  private readonly profiles: ProfileFile;
  private readonly secrets: SecretBox;
  private readonly workspace: Workspace;
  private deleted: { removed: Removed; secrets: { undo(): Promise<void> } } | null = null;

  constructor(profiles: ProfileFile, secrets: SecretBox, workspace: Workspace) {
    this.profiles = profiles;
    this.secrets = secrets;
    this.workspace = workspace;
  }

  /** The last used first. */
  list(): SavedConnection[] {
    return this.profiles
      .list()
      .map((profile) => this.describe(profile))
      .sort((a, b) => b.usedAt - a.usedAt || a.name.localeCompare(b.name));
  }

  /** Saves what was typed; `notes` say what of it was not taken over. Rejects with a FailureError for what says no place. */
  async save({ target, name, production, readOnly }: Typed): Promise<{ id: string; notes: string[] }> {
    const imported = await importConnections(/^\s*-/.test(target) ? `redis-cli ${target}` : target);
    const profile = imported.kind === 'read' ? imported.profiles[0] : undefined;
    if (!profile || imported.kind !== 'read')
      throw new FailureError(
        'bad-argument',
        'There is no place to connect to in it.',
        'Give redis://host:port, host:port, or -h HOST -p PORT.',
      );
    await this.profiles.save({
      ...profile,
      name,
      environment: production ? 'production' : profile.environment,
      readOnly: readOnly || profile.readOnly,
    });
    for (const secret of imported.secrets)
      if (secret.id === profile.id)
        await this.secrets.set(profile.id, secret.name, secret.value, { keep: true });
    return { id: profile.id, notes: imported.notes.map(({ text }) => text) };
  }

  /** `password` takes the place of what was kept. Rejects with a FailureError where it is gone, or no connection comes about. */
  async connect(id: string, password?: string): Promise<SessionState> {
    const profile = this.profiles.get(id);
    if (!profile) throw new FailureError('gone', 'This connection has been deleted.', 'Choose another one.');
    if (password !== undefined) await this.secrets.set(id, 'password', password, { keep: true });
    const target = await targetOf(profile, (name) => this.secrets.get(id, name));
    const state = await this.workspace.connect(target);
    await this.profiles.touch(id, Date.now());
    return state;
  }

  async delete(id: string): Promise<void> {
    const removed = await this.profiles.delete(id);
    if (removed) this.deleted = { removed, secrets: await this.secrets.drop(id) };
  }

  /** Brings back the one that was deleted last, with its secrets. */
  async undoDelete(): Promise<void> {
    const { deleted } = this;
    this.deleted = null;
    await deleted?.removed.undo();
    await deleted?.secrets.undo();
  }

  private describe(profile: Profile): SavedConnection {
    const states = Object.values(this.secrets.has(profile.id));
    return {
      id: profile.id,
      name: profile.name,
      environment: profile.environment,
      description: describeProfile(profile),
      usedAt: profile.usedAt,
      secret: states.includes('unreadable')
        ? 'unreadable'
        : states.includes('session')
          ? 'session'
          : states.length > 0
            ? 'stored'
            : 'none',
    };
  }
}
