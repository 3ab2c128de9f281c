/** How a listing of keys ended, in words. Pure. */
import { grouped } from '../../../shared/format/count.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { ListingEnd } from './key-listing.ts';

/** Sentences about keys that a listing may lack or have twice. `isChosen`: the user named the nodes. */
export function listingProblems(
  { failures, unsettled, ownerless, isForgetful }: ListingEnd,
  isChosen: boolean,
): string[] {
  const problems = [...failures].map(([node, reason]) => `${node}: ${escapeForLine(reason)}`);
  if (unsettled > 0 && !isChosen)
    problems.push(`Keys may be missing: ${grouped(unsettled)} slots could not be listed to their end.`);
  if (ownerless > 0) problems.push(`${grouped(ownerless)} slots have no owner and were not listed.`);
  if (isForgetful) problems.push('Too many keys to remember all of them: some may have been listed twice.');
  return problems;
}
