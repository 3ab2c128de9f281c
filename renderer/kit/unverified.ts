import type { Profile } from '../../shared/connections/profile.ts';

/** What stands wherever a connection does whose certificates are not checked; by SessionState's `unchecked`. */
export const UNVERIFIED = {
  nothing: '',
  name: 'TLS name not verified',
  certificate: 'TLS not verified',
} as const;

export function unverified({ tls }: Profile): string {
  if (!tls) return '';
  return UNVERIFIED[!tls.verify ? 'certificate' : tls.verifyName ? 'nothing' : 'name'];
}
