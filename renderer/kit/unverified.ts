import type { Profile } from '../../shared/connections/profile.ts';
import { words } from './words.ts';

/** Shown beside every connection whose certificates are not verified; by SessionState's `unchecked`. */
export const UNVERIFIED = {
  nothing: '',
  name: words.unverifiedName,
  certificate: words.unverified,
} as const;

export function unverified({ tls }: Profile): string {
  if (!tls) return '';
  return UNVERIFIED[!tls.verify ? 'certificate' : tls.verifyName ? 'nothing' : 'name'];
}
