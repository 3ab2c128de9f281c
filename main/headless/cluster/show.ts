/** `check` and `info`: what was read, and what is wrong with it. */
import { findingsOf } from '../../cluster/operations/findings/findings.ts';
import { foreignKeyFindings } from '../../cluster/operations/findings/foreign-keys.ts';
import { migrationFindings } from '../../cluster/operations/findings/migration-findings.ts';
import type { ClusterReading } from '../../cluster/operations/reading/cluster-reading.ts';
import { readSlotCounts, type SlotCounts } from '../../cluster/operations/reading/slot-measures.ts';
import type { CommandContext } from './command-context.ts';
import { multipleOwnerLines } from './fix-lines.ts';
import { checkData, checkLines, findingLines, infoLines } from './listing.ts';

/** Resolves with the exit code. */
export async function show(context: CommandContext, reading: ClusterReading): Promise<number> {
  const isCheck = context.given.subcommand === 'check';
  const counts = isCheck ? await searchedCounts(context, reading) : null;
  const findings = [
    ...findingsOf(reading),
    ...(await migrationFindings(context.nodes, reading)),
    ...(counts ? foreignKeyFindings(reading, counts) : []),
  ];
  const failed = findings.some(({ severity }) => severity === 'error');
  if (context.isJson) {
    context.printJson(checkData(reading, findings));
    return failed ? 1 : 0;
  }
  context.print(infoLines(reading));
  if (!isCheck) return reading.nodes.some(({ trouble }) => trouble) ? 1 : 0;
  context.print([
    ...checkLines(reading, findings),
    ...(counts ? multipleOwnerLines(reading, counts) : []),
    ...findingLines(findings),
  ]);
  return failed ? 1 : 0;
}

/** Keys of all slots at all primaries, if they are asked for; null otherwise. */
export const searchedCounts = (
  { given, nodes }: CommandContext,
  reading: ClusterReading,
): Promise<SlotCounts | null> =>
  given.options.has('--cluster-search-multiple-owners')
    ? readSlotCounts(nodes, reading)
    : Promise.resolve(null);
