/** The part of the table of intended differences that is about the line at a terminal. redis-cli is 7.0; of later ones it is said. */
import { row, type IntendedDifference } from './intended-differences.ts';

export const TERMINAL_DIFFERENCES: readonly IntendedDifference[] = [
  row(
    'Tab at an argument',
    'beeps',
    'completes tokens, subcommands and keys that were seen',
    'Names of commands are the least of what one has to remember.',
  ),
  row(
    'hints behind the cursor',
    'show all arguments, whatever was typed of them',
    'show those still to come, as redis-cli 7.2 and later',
    'What was typed need not be read again.',
  ),
  row(
    'Ctrl+R',
    'puts the byte into the line',
    'searches the history, as redis-cli 7.2 and later',
    'One looks for a line by what is in it.',
  ),
  row(
    'a character of several bytes',
    'is several characters, which Backspace cuts',
    'is one, as wide as the terminal shows it',
    'Half a character in a key makes another key.',
  ),
  row(
    'lines that are pasted',
    'loses all but the first; 7.2 and later run them',
    'runs them',
    'Nobody counts which lines of a paste have run.',
  ),
  row(
    'a line of more than 4095 bytes',
    'drops what is beyond',
    'has no limit',
    'A value that was cut is written without a word.',
  ),
  row(
    'keys typed while a command runs',
    'are lost',
    'are for the next line',
    'The terminal’s own shell keeps them, too.',
  ),
  row(
    'a push while the prompt waits',
    'is shown with the next reply',
    'is shown at once, above the line',
    'An invalidation is about now.',
  ),
  row(
    'commands while subscribed',
    'ignores what is typed; 7.2 and later take commands',
    'takes commands',
    'One unsubscribes from a channel without leaving.',
  ),
  row(
    'a history of more than 100 lines',
    'keeps the last 100, in a file written anew with each line',
    'keeps more, and adds to the file',
    'A line may be needed after a week, and two shells share the file.',
  ),
  row(
    'the prompt of a transaction in a cluster',
    'says (TX)',
    'says which slot it is bound to',
    'A key of another slot is refused in it.',
  ),
];
