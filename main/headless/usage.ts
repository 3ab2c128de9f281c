/** The text of `--help`, made from the table of flags. */
import { version } from '../../package.json';
import type { CliFlag } from '../connections/cli-flag-row.ts';
import { CLI_FLAGS } from '../connections/cli-flags.ts';

/** Width of the column of flags, for the command and for the window. */
const COMMAND_WIDTH = 19;
const WINDOW_WIDTH = 21;

const isForCommand = ({ headless }: CliFlag) => headless !== undefined && headless !== 'window';

function section(rows: readonly CliFlag[], width: number): string {
  const row = ({ flag, value, help = '' }: CliFlag) => {
    const name = value === undefined ? flag : `${flag} ${value}`;
    return help
      .split('\n')
      .map(
        (line, i) =>
          `  ${(i === 0 ? name : '').padEnd(Math.max(width, i === 0 ? name.length + 1 : 0))}${line}\n`,
      )
      .join('');
  };
  return rows.map(row).join('');
}

const listed = CLI_FLAGS.filter(({ help }) => help !== undefined);
const forBoth = listed.filter((row) => row.window === 'connect' && isForCommand(row));

export const USAGE = `slotshell ${version}

Usage: slotshell [OPTIONS] [cmd [arg [arg ...]]]
${section(listed.filter(isForCommand), COMMAND_WIDTH)}
When no command is given, lines are read from STDIN.

With a window:
${section(
  listed.filter((row) => !isForCommand(row)),
  WINDOW_WIDTH,
)}  The window also takes ${forBoth.map(({ flag }) => flag).join(', ')}.
`;
