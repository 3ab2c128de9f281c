/** `check` and `info`: what was read, and what is wrong with it. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import { findingsOf } from '../../cluster/operations/findings/findings.ts';
import type { ClusterReading } from '../../cluster/operations/reading/cluster-reading.ts';
import type { CommandContext } from './command-context.ts';
import { checkLines, findingLines, infoLines, unloadedLines } from './listing.ts';

/** Returns the exit code. */
export function show(context: CommandContext, reading: ClusterReading): number {
  const findings = findingsOf(reading);
  const failed = findings.some(({ severity }) => severity === 'error');
  if (context.isJson) {
    const nodes = reading.nodes.map(
      ({ id, address, role, primaryId, configEpoch, keys, server, trouble, line }) => ({
        ...{ id, address, role, primaryId, configEpoch, keys, server, trouble },
        slots: line.slots,
      }),
    );
    context.printJson({ seed: reading.seed, readAt: reading.readAt, nodes, findings });
    return failed ? 1 : 0;
  }
  for (const line of unloadedLines(reading)) context.io.output.error(`${escapeForLine(line)}\n`);
  context.print(infoLines(reading));
  if (context.given.subcommand === 'info') return reading.nodes.some(({ trouble }) => trouble) ? 1 : 0;
  context.print([...checkLines(reading, findings), ...findingLines(findings)]);
  return failed ? 1 : 0;
}
