/** The part of the table of intended differences that is about connections: how they are named, and how they end. */
import { row, type IntendedDifference } from './intended-differences.ts';

export const CONNECTION_DIFFERENCES: readonly IntendedDifference[] = [
  row(
    'a connection that ends after a command was sent',
    'says that the server closed it',
    'says so, and that the command may have run',
    'Who does not know that repeats a write that has run.',
  ),
  row(
    'a connection that ended before a line was typed',
    'loses the line, says that the server closed it, and connects for the next',
    'connects again and runs the line',
    'Nothing was sent that could have run.',
  ),
  row(
    'connect with a port that is none',
    'leaves the connection it had, and tries port 0',
    'refuses it, and stays',
    'A typing error must not cost the connection.',
  ),
  row(
    'a login in a URL that may be read in two ways',
    'ends it at the first @, wherever that stands',
    'refuses it, and says what to encode',
    'A wrong guess sends a password to a host that nobody meant.',
  ),
  row(
    'a password among the arguments',
    'leaves it in the list of processes',
    'takes it out of there',
    'Every user of the computer can read that list.',
  ),
];
