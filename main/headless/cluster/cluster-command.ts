/** `slotshell --cluster`: reads the cluster, makes a plan, asks, runs it with a journal, and reports. */
import { unexpectedText } from '../errors.ts';
import type { Flags } from '../flags.ts';
import { clusterHelp, type ClusterArguments } from './arguments.ts';
import { CommandContext, type Io } from './command-context.ts';
import { operate } from './offer.ts';
import { headLines } from './preamble.ts';
import { seedOf } from './request.ts';
import { resume } from './resume.ts';
import { show } from './show.ts';
import { undo } from './undo.ts';

/** Resolves with the exit code. */
export async function runClusterCommand(given: ClusterArguments, flags: Flags, io: Io): Promise<number> {
  const context = new CommandContext(given, flags, io);
  try {
    return await run(context);
  } catch (error) {
    if (!context.isJson) throw error;
    return context.refuse(unexpectedText(error).trimEnd());
  } finally {
    context.close();
  }
}

async function run(context: CommandContext): Promise<number> {
  const { given, io } = context;
  const { subcommand } = given;
  if (subcommand === 'help') {
    if (context.isJson) context.printJson({ help: clusterHelp() });
    else io.output.text(clusterHelp());
    return 0;
  }
  if (subcommand === 'resume') return resume(context);
  if (subcommand === 'undo') return undo(context);
  const seed = seedOf(given);
  if ('refused' in seed) return context.refuse(seed.refused);
  if (subcommand === 'import') await context.openSource();
  if (seed.seed !== null && !context.isJson) context.print(headLines(given, seed.seed));
  const reading = seed.seed === null ? null : await context.read(seed.seed);
  if (reading === undefined) return 1;
  if (reading && (subcommand === 'info' || subcommand === 'check')) return show(context, reading);
  return operate(context, reading);
}
