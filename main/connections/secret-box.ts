/** Passwords and keys of saved connections: sealed by the system's key store in secrets.json, or only in memory. */
import path from 'node:path';
import { z } from 'zod';
import { counted } from '../../shared/format/count.ts';
import { SECRETS, type SecretName } from '../../shared/connections/secret-names.ts';
import { KeptFile, type Format, type Read } from '../storage/kept-file.ts';
import { readJson } from './profile-format.ts';

/** Electron's safeStorage, or its replacement. */
export interface Sealer {
  /** `none` without a key store, or with one that keeps no secret (`basic_text` on Linux). May change while the app runs. */
  available(): 'keychain' | 'none';
  /** Both may throw. */
  encrypt(text: string): Uint8Array;
  decrypt(bytes: Uint8Array): string;
}

/**
 * `stored`: sealed on disk. `session`: in memory until the program ends. `unreadable`: on disk, but the key store does not
 * open it now; the user types it again, and it is kept until then.
 */
export type SecretState = 'stored' | 'session' | 'unreadable';

/** Characters of one secret and its place. A private key has some thousands. */
const LONGEST = (1 << 16) + 128;

const entrySchema = z.record(z.string().max(100), z.base64().max(1 << 19));
const fileSchema = z.looseObject({ version: z.int().min(1), secrets: z.record(z.string(), z.unknown()) });
/** Before version 2 secrets were not bound to a place. */
const VERSION = 2;

interface Sealed {
  /** Values by profile and name, base64. */
  readonly secrets: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** True while the file has an earlier version. */
  readonly isOld: boolean;
}

export class SecretBox {
  private readonly kept: KeptFile<Sealed>;
  private readonly sealer: Sealer;
  private readonly onProblem: (text: string) => void;
  private readonly session = new Map<string, string>();
  /** Sealed values that the key store did not open. */
  private readonly unreadable = new Set<string>();

  private constructor(kept: KeptFile<Sealed>, sealer: Sealer, onProblem: (text: string) => void) {
    this.kept = kept;
    this.sealer = sealer;
    this.onProblem = onProblem;
  }

  /** `directory` need not exist yet. Never rejects; `onProblem` is called with sentences that hold no secret. */
  static async open(
    directory: string,
    sealer: Sealer,
    onProblem: (text: string) => void,
  ): Promise<SecretBox> {
    const kept = await KeptFile.open(path.join(directory, 'secrets.json'), FORMAT, onProblem);
    return new SecretBox(kept, sealer, onProblem);
  }

  /** Where a secret would be kept: `none` means for this session only. */
  get store(): 'keychain' | 'none' {
    return this.kept.isReadOnly ? 'none' : this.sealer.available();
  }

  /** True if an earlier version of this program wrote the file. */
  get isOld(): boolean {
    return this.kept.value.isOld && !this.kept.isReadOnly;
  }

  async isNewNow(): Promise<void> {
    await this.kept.change('version', (all) => ({ ...all, isOld: false }));
  }

  /** Which secrets exist. `stored` does not promise that the secret opens: that is known once `get` was called. */
  has(id: string): Partial<Record<SecretName, SecretState>> {
    const found: Partial<Record<SecretName, SecretState>> = {};
    for (const name of SECRETS) {
      const sealed = this.sealed(id, name);
      if (this.session.has(keyOf(id, name))) found[name] = 'session';
      else if (sealed !== null) found[name] = this.unreadable.has(sealed) ? 'unreadable' : 'stored';
    }
    return found;
  }

  /** Null if there is none, or the key store does not open it. The latter is reported, and the user types it again. */
  get(id: string, name: SecretName): string | null {
    const inSession = this.session.get(keyOf(id, name));
    if (inSession !== undefined) return inSession;
    const sealed = this.sealed(id, name);
    if (sealed === null) return null;
    try {
      const value = this.sealer.decrypt(Buffer.from(sealed, 'base64'));
      this.unreadable.delete(sealed);
      return value;
    } catch {
      // The key store's message may quote its input.
      if (!this.unreadable.has(sealed))
        this.onProblem(
          `The system's key store does not open a saved secret (${SECRET_WORDS[name]}). Unlock the key store and try again, or type the secret again. It is kept until then.`,
        );
      this.unreadable.add(sealed);
      return null;
    }
  }

  /**
   * Replaces a secret; null or empty removes it. Without `keep` it holds for this session, and the stored one is removed, since
   * it would come back and be wrong. Without a key store it also holds for this session, but the stored one stays, since the
   * store may be back tomorrow. Resolves with where the secret is now; null if it was removed. Throws a RangeError if it is
   * too long.
   */
  async set(
    id: string,
    name: SecretName,
    value: string | null,
    { keep }: { keep: boolean },
  ): Promise<SecretState | null> {
    if ((value ?? '').length > LONGEST) throw new RangeError('The secret is too long.');
    this.session.delete(keyOf(id, name));
    const sealed = keep && value ? this.seal(value) : null;
    // In memory until it is certainly on disk.
    if (value) this.session.set(keyOf(id, name), value);
    if (value && this.store === 'none') return 'session';
    const written = await this.put(id, new Map([[name, sealed]]));
    if (!value) return null;
    if (sealed === null || !written) return 'session';
    if (this.session.get(keyOf(id, name)) === value) this.session.delete(keyOf(id, name));
    return 'stored';
  }

  /** Copies the secrets of `from` to `to`. */
  async copy(from: string, to: string): Promise<void> {
    for (const name of SECRETS) {
      const value = this.session.get(keyOf(from, name));
      if (value !== undefined) this.session.set(keyOf(to, name), value);
    }
    const sealed = this.kept.value.secrets.get(from);
    if (sealed) await this.put(to, sealed);
  }

  /** Removes all secrets of a profile; `undo` restores them. */
  async drop(id: string): Promise<{ undo(): Promise<void> }> {
    const sealed = this.kept.value.secrets.get(id) ?? new Map<string, string>();
    const session = SECRETS.map((name) => [keyOf(id, name), this.session.get(keyOf(id, name))] as const);
    for (const [key] of session) this.session.delete(key);
    if (sealed.size > 0) await this.put(id, new Map([...sealed.keys()].map((name) => [name, null])));
    return {
      undo: async () => {
        for (const [key, value] of session) if (value !== undefined) this.session.set(key, value);
        if (sealed.size > 0) await this.put(id, sealed);
      },
    };
  }

  /** Reads the changes of other programs. */
  reload(): Promise<void> {
    return this.kept.reload();
  }

  private seal(value: string): string | null {
    if (this.store === 'none') return null;
    try {
      return Buffer.from(this.sealer.encrypt(value)).toString('base64');
    } catch {
      this.onProblem(
        "The system's key store did not take a secret, so it is kept for this session only. Unlock the key store, then save the secret again.",
      );
      return null;
    }
  }

  private sealed(id: string, name: string): string | null {
    return this.kept.value.secrets.get(id)?.get(name) ?? null;
  }

  private put(id: string, values: ReadonlyMap<string, string | null>): Promise<boolean> {
    const stored = this.kept.value.secrets.get(id);
    if ([...values].every(([name, value]) => (stored?.get(name) ?? null) === value))
      return Promise.resolve(true);
    return this.kept.change(`${id} ${[...values.keys()].join()}`, (all) => {
      const mine = new Map(all.secrets.get(id));
      for (const [name, value] of values)
        if (value === null) mine.delete(name);
        else mine.set(name, value);
      const secrets = new Map(all.secrets);
      if (mine.size > 0) secrets.set(id, mine);
      else secrets.delete(id);
      return { ...all, secrets };
    });
  }
}

const keyOf = (id: string, name: string) => `${id} ${name}`;

export const SECRET_WORDS: { readonly [name in SecretName]: string } = {
  password: 'a password',
  sentinelPassword: 'the password of sentinels',
  proxyPassword: 'the password of a proxy',
  sshPassword: 'the password of an SSH tunnel',
  sshPassphrase: "the passphrase of an SSH tunnel's key",
  sshKey: "an SSH tunnel's private key",
  tlsPassphrase: "the passphrase of a client certificate's key",
  tlsKey: "a client certificate's private key",
};

const FORMAT: Format<Sealed> = {
  title: 'The saved secrets',
  empty: { secrets: new Map(), isOld: false },
  read: readSealed,
  print,
};

function readSealed(bytes: Uint8Array): Read<Sealed> {
  const json = readJson(bytes);
  if (typeof json === 'string') return { kind: 'damaged', why: json };
  const file = fileSchema.safeParse(json.value);
  if (!file.success) return { kind: 'damaged', why: 'it does not hold secrets' };
  const secrets = new Map<string, ReadonlyMap<string, string>>();
  let lost = 0;
  for (const [id, each] of Object.entries(file.data.secrets)) {
    const entry = entrySchema.safeParse(each);
    if (entry.success) secrets.set(id, new Map(Object.entries(entry.data)));
    else lost++;
  }
  const value = { secrets, isOld: file.data.version < VERSION };
  if (file.data.version > VERSION) return { kind: 'newer', value, version: file.data.version };
  const left =
    lost > 0 ? [`The saved secrets of ${counted(lost, 'connection')} could not be understood.`] : [];
  return { kind: 'good', value, left };
}

function print({ secrets, isOld }: Sealed): string {
  const plain = Object.fromEntries([...secrets].map(([id, values]) => [id, Object.fromEntries(values)]));
  return `${JSON.stringify({ version: isOld ? VERSION - 1 : VERSION, secrets: plain }, null, 2)}\n`;
}
