/** Finds the settings that make a connection less safe than it was, or than a new one. Pure. */
import { counted, plural } from '../../shared/format/count.ts';
import { newTls } from '../../shared/connections/new-profile.ts';
import { TLS_VERSIONS } from '../../shared/connections/profile-choices.ts';
import type { Profile } from '../../shared/connections/profile.ts';

type Tls = NonNullable<Profile['tls']>;

const olderThan = (a: Tls, b: Tls) => TLS_VERSIONS.indexOf(a.minVersion) < TLS_VERSIONS.indexOf(b.minVersion);

/** The protections that `before` has and `after` gives up, each as the end of a sentence. */
export function givenUp(before: Profile, after: Profile): string[] {
  const lost: string[] = [];
  if (before.environment === 'production' && after.environment !== 'production')
    lost.push('you are no longer asked before dangerous commands (it is not production any more)');
  if (before.readOnly && !after.readOnly) lost.push('writes are no longer refused (read-only is off)');
  if (before.tls && !after.tls) lost.push('everything is sent unencrypted, including passwords (TLS is off)');
  if (before.tls && after.tls) lost.push(...uncheckedIn(before.tls, after.tls));
  return lost;
}

/** The settings that make an imported profile less safe than a new one, as sentences. */
export function lessSafeThanNew({ tls, nat }: Profile): string[] {
  const less = tls ? uncheckedIn(newTls(), tls) : [];
  if (nat.length > 0)
    less.push(
      `${counted(nat.length, 'address', 'addresses')} ${plural(nat.length, 'leads', 'lead')} elsewhere (NAT map)`,
    );
  return less.map((what) => `Less safe than a new connection: ${what}.`);
}

function uncheckedIn(before: Tls, after: Tls): string[] {
  const lost: string[] = [];
  if (before.verify && !after.verify) lost.push('the certificate of the server is not checked');
  if (before.verifyName && !after.verifyName) lost.push('the name in the certificate is not checked');
  if (olderThan(after, before)) lost.push(`${after.minVersion} is allowed, although it can be broken`);
  return lost;
}
