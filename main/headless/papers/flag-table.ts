/** The table of docs/command-flags.md: each flag of redis-cli, and whether ours is the same, better or left out. */
import type { CliFlag } from '../../connections/cli-flag-row.ts';
import { CLI_FLAGS } from '../../connections/cli-flags.ts';
import { namesOf } from './flag-rows.ts';

const KINDS = ['same', 'better', 'no effect', 'left out'] as const;
type Kind = (typeof KINDS)[number];

/** A mode that is there yet has a help text. */
const isMissing = ({ headless, help }: CliFlag): boolean =>
  headless === undefined ||
  headless === 'redis-cli' ||
  (help === undefined && typeof headless === 'object' && ('mode' in headless || 'modeOption' in headless));

function kindOf(row: CliFlag): Kind {
  if (row.better !== undefined) return 'better';
  if (row.headless === 'ignored') return 'no effect';
  return isMissing(row) ? 'left out' : 'same';
}

const code = (text: string) => `\`${text}\``;

/** Markdown, as prettier leaves it but for the padding of the table. */
export function flagTable(): string {
  const theirs = CLI_FLAGS.filter(({ flag, isOurs }) => !isOurs && !flag.startsWith('--cluster-'));
  const rows = theirs.map((row) => {
    const names = namesOf(row).map(code).join(', ');
    return `| ${names} | ${kindOf(row)} | ${row.better ?? row.leftOut ?? ''} |`;
  });
  const counts = KINDS.map((kind) => `${theirs.filter((row) => kindOf(row) === kind).length} ${kind}`);
  const ours = CLI_FLAGS.filter(({ isOurs }) => isOurs).map(({ flag }) => code(flag));
  return `# The flags of redis-cli

Each flag of redis-cli (7.0 to 8.0) and valkey-cli (8.0 to 9.1), and what it is here: ${counts.join(', ')}. Made from
[the table of flags](../main/connections/cli-flags.ts); a test compares.

| flag | here | how |
| --- | --- | --- |
${rows.join('\n')}

Flags of ours: ${ours.join(', ')}.
`;
}
