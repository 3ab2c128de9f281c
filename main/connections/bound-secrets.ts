/**
 * Secrets that are bound to where they may go. Secret and place are sealed together, so a profile whose host was edited, here
 * or in its file, does not send the password to another server: the user is asked for it again.
 */
import { createHash } from 'node:crypto';
import { escapeForLine } from '../../shared/format/escape.ts';
import { SECRETS, type SecretName } from '../../shared/connections/secret-names.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import type { SecretPlace, SecretPlaces } from '../../shared/connections/saved-connection.ts';
import { SECRET_WORDS, type SecretBox } from './secret-box.ts';

/** Comes before the place in the sealed text. */
const MARK = 'slotshell-bound-1 ';
const DIGEST = /^[0-9a-f]{64}\n/;

export class BoundSecrets {
  private readonly box: SecretBox;
  private readonly onProblem: (text: string) => void;
  /** Secrets that turned out to be for another place, with the place that asked. */
  private readonly elsewhere = new Map<string, string>();

  constructor(box: SecretBox, onProblem: (text: string) => void) {
    this.box = box;
    this.onProblem = onProblem;
  }

  get store(): 'keychain' | 'none' {
    return this.box.store;
  }

  /** As SecretBox.has; `elsewhere` for a secret that is known to be for another place. */
  has(profile: Profile): SecretPlaces {
    const found = Object.entries(this.box.has(profile.id)) as [SecretName, SecretPlace][];
    return Object.fromEntries(
      found.map(([name, place]) => [
        name,
        this.elsewhere.get(keyOf(profile, name)) === placeOf(profile, name) ? 'elsewhere' : place,
      ]),
    );
  }

  /** Null if there is none, the key store does not open it, or it is for another place. Then the user types it again. */
  get(profile: Profile, name: SecretName): string | null {
    const kept = this.box.get(profile.id, name);
    if (kept === null) return null;
    const place = placeOf(profile, name);
    const { bound, secret } = read(kept);
    if (bound === place) {
      this.elsewhere.delete(keyOf(profile, name));
      return secret;
    }
    if (this.elsewhere.get(keyOf(profile, name)) !== place)
      this.onProblem(
        `${escapeForLine(profile.name)}: ${SECRET_WORDS[name]} was saved for another server, so it is not used. If the connection is right as it is now, type it again.`,
      );
    this.elsewhere.set(keyOf(profile, name), place);
    return null;
  }

  /** As SecretBox.set; the secret may go only to the profile's present place. */
  async set(
    profile: Profile,
    name: SecretName,
    value: string | null,
    options: { keep: boolean },
  ): Promise<void> {
    const text = value ? `${MARK}${placeOf(profile, name)}\n${value}` : null;
    await this.box.set(profile.id, name, text, options);
    this.elsewhere.delete(keyOf(profile, name));
  }

  /** After a profile was edited: marks the secrets that no longer fit, before the key store is asked. */
  edited(before: Profile, after: Profile): void {
    for (const name of SECRETS) {
      const [was, is] = [placeOf(before, name), placeOf(after, name)];
      if (was === is) continue;
      // An undone edit may lead to the right place again, which is known once the secret is read.
      if (this.elsewhere.get(keyOf(after, name)) === was) this.elsewhere.delete(keyOf(after, name));
      else this.elsewhere.set(keyOf(after, name), is);
    }
  }

  copy(from: string, to: string): Promise<void> {
    return this.box.copy(from, to);
  }

  drop(id: string): Promise<{ undo(): Promise<void> }> {
    return this.box.drop(id);
  }

  reload(): Promise<void> {
    return this.box.reload();
  }

  /**
   * Secrets of earlier versions have no place: at the first start of this version they are bound to where their profiles lead.
   * From then on the file says so, and the user is asked again for a secret without a place.
   */
  async bindOld(profiles: readonly Profile[]): Promise<void> {
    if (!this.box.isOld) return;
    let all = true;
    for (const profile of profiles)
      for (const name of Object.keys(this.box.has(profile.id)) as SecretName[]) {
        const kept = this.box.get(profile.id, name);
        if (kept === null) all = false;
        else if (read(kept).bound === null) await this.set(profile, name, kept, { keep: true });
      }
    if (all) await this.box.isNewNow();
  }
}

const keyOf = ({ id }: Profile, name: SecretName) => `${id} ${name}`;

function read(kept: string): { bound: string | null; secret: string } {
  const rest = kept.startsWith(MARK) ? kept.slice(MARK.length) : '';
  return DIGEST.test(rest)
    ? { bound: rest.slice(0, 64), secret: rest.slice(65) }
    : { bound: null, secret: kept };
}

/** A digest of everything that decides which server sees the secret, or accepts it as proof. */
function placeOf(profile: Profile, name: SecretName): string {
  const { seeds, username, tls, ssh, proxy, nat, sentinel } = profile;
  const tunnel = ssh && [ssh.host, ssh.port, ssh.user];
  const certificates = tls && [tls.ca, tls.serverName, tls.minVersion, tls.verify, tls.verifyName];
  const reached = nat.map((entry) => [entry.announced, entry.reached].join(' '));
  const through = proxy && [proxy.kind, proxy.host, proxy.port, proxy.user];
  // Without a proxy nothing is added: earlier versions have sealed secrets of connections that have none.
  const way = [[...seeds].sort(), certificates, tunnel, reached.sort(), ...(through ? [through] : [])];
  // The master's name decides which server gets its password, but not which Sentinels get theirs.
  const places: { readonly [N in SecretName]?: unknown } = {
    password: [...way, sentinel, username],
    sentinelPassword: [...way, sentinel?.username ?? null],
    proxyPassword: through,
    sshPassword: tunnel,
    sshPassphrase: tunnel,
    sshKey: tunnel,
  };
  const place = places[name] ?? [...way, sentinel];
  return createHash('sha256').update(JSON.stringify(place)).digest('hex');
}
