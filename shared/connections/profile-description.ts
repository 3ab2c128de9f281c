import type { Profile } from './profile.ts';

/**
 * Where a profile leads and how, in one line: `10.20.0.11:6379 +2 · TLS · read-only`. It always names what makes it
 * less safe.
 */
export function describeProfile(profile: Profile): string {
  const { seeds, sentinel, tls, ssh, proxy, nat, database, readFrom, readOnly } = profile;
  const parts = [
    seeds.length > 1 ? `${seeds[0]} +${seeds.length - 1}` : seeds[0],
    sentinel && `Sentinel ${sentinel.master}`,
    tls && (tls.verify ? (tls.verifyName ? 'TLS' : 'TLS, name not checked') : 'TLS, not checked'),
    proxy && `${proxy.kind === 'http' ? 'HTTP' : 'SOCKS5'} proxy ${proxy.host}`,
    ssh && `SSH ${ssh.host}`,
    nat.length > 0 && 'NAT',
    database > 0 && `database ${database}`,
    readFrom !== 'primary' && (readFrom === 'replica' ? 'reads from replicas' : 'prefers replicas'),
    readOnly && 'read-only',
  ];
  return parts.filter(Boolean).join(' · ');
}
