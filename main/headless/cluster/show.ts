/** `check` and `info`: what was read, and what is wrong with it. */
import { findingsOf } from '../../cluster/operations/findings/findings.ts';
import type { ClusterReading } from '../../cluster/operations/reading/cluster-reading.ts';
import type { CommandContext } from './command-context.ts';
import { checkData, checkLines, findingLines, infoLines } from './listing.ts';

/** Returns the exit code. */
export function show(context: CommandContext, reading: ClusterReading): number {
  const findings = findingsOf(reading);
  const failed = findings.some(({ severity }) => severity === 'error');
  if (context.isJson) {
    context.printJson(checkData(reading, findings));
    return failed ? 1 : 0;
  }
  context.print(infoLines(reading));
  if (context.given.subcommand === 'info') return reading.nodes.some(({ trouble }) => trouble) ? 1 : 0;
  context.print([...checkLines(reading, findings), ...findingLines(findings)]);
  return failed ? 1 : 0;
}
