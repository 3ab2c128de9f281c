/** The help of the shell, on stdout. */
import { version } from '../../package.json';
import type { CommandDocs } from '../../shared/commands/command-docs.ts';
import { helpText } from '../../shared/commands/help.ts';
import { latin1 } from '../../shared/resp/resp.ts';
import { BUNDLED_DOCS } from '../cluster/commands/bundled-docs.ts';
import type { Output } from './output.ts';

/** `args` begin with HELP. `docs` are the server's; null for the bundled ones. */
export function printHelp(args: readonly Uint8Array[], output: Output, docs: CommandDocs | null): void {
  const topic = args.slice(1).map((word) => latin1(word));
  output.text(helpText(topic, docs ?? BUNDLED_DOCS, 'terminal', `slotshell ${version}`));
}
