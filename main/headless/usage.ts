/** The text of `--help`, made from the table of flags. */
import { version } from '../../package.json';
import type { CliFlag } from '../connections/cli-flag-row.ts';
import { GROUPS, isForCommand, LISTED_FLAGS } from './papers/flag-rows.ts';

/** Width of the column of flags, for the command and for the window. */
const COMMAND_WIDTH = 19;
const WINDOW_WIDTH = 21;

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

const forBoth = LISTED_FLAGS.filter((row) => row.window === 'connect' && isForCommand(row));

const groups = GROUPS.map(({ title, rows }) => {
  const width = rows.every(isForCommand) ? COMMAND_WIDTH : WINDOW_WIDTH;
  return `${title}:\n${section(rows, width)}`;
});

export const USAGE = `slotshell ${version}

Usage: slotshell [OPTIONS] [cmd [arg [arg ...]]]

${groups.join('\n')}  The window also takes ${forBoth.map(({ flag }) => flag).join(', ')}.

When no command is given, lines are read from STDIN.
`;
