/** Imports and exports connections. Keeps imported connections with their secrets until the window chooses some. */
import { describeProfile } from '../../shared/connections/profile-description.ts';
import type { ImportAnswer, Keep } from '../../shared/connections/saved-connection.ts';
import { FailureError } from '../../shared/failure.ts';
import type { Connections } from './connections.ts';
import { exportPlain, exportSealed } from './export.ts';
import type { Imported } from './import-draft.ts';
import { importConnections } from './import.ts';

export class ConnectionTransfer {
  private readonly connections: Connections;
  /** A sealed text, until its passphrase is given. */
  private sealed = '';
  private read: Imported | null = null;

  constructor(connections: Connections) {
    this.connections = connections;
  }

  /** Rejects with a FailureError if it understands nothing in the text. */
  async readText(text: string): Promise<ImportAnswer> {
    // The text may be only the flags of a copied command line.
    return this.receive(/^\s*-\w/.test(text) ? `redis-cli ${text.trim()}` : text, null);
  }

  /** Opens the sealed text that was read last. Rejects with a FailureError for a wrong passphrase. */
  async unseal(passphrase: string): Promise<ImportAnswer> {
    return this.receive(this.sealed, passphrase);
  }

  /** Saves these of the connections read last, and drops the rest. */
  async take(ids: readonly string[], keep: Keep): Promise<void> {
    const { read } = this;
    if (!read) throw new FailureError('gone', 'There is nothing left to import.', 'Read the file again.');
    const wanted = new Set(ids);
    await this.connections.add(
      read.profiles.filter(({ id }) => wanted.has(id)),
      read.secrets,
      keep,
    );
    this.read = null;
  }

  /** The text of a file with these connections; with a passphrase, their secrets too. */
  async export(ids: readonly string[], passphrase: string | null): Promise<string> {
    const { profiles, secrets } = this.connections.toExport(ids);
    return passphrase === null ? exportPlain(profiles) : exportSealed(profiles, secrets(), passphrase);
  }

  private async receive(text: string, passphrase: string | null): Promise<ImportAnswer> {
    const imported = await importConnections(text, passphrase);
    this.sealed = imported.kind === 'sealed' ? text : '';
    if (imported.kind === 'sealed') return imported;
    this.read = imported;
    const { profiles, secrets, notes } = imported;
    return {
      kind: 'read',
      notes,
      found: profiles.map((profile) => ({
        profile,
        description: describeProfile(profile),
        secrets: secrets.filter(({ id }) => id === profile.id).length,
      })),
    };
  }
}
