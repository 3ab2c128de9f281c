/** From a line as typed to what runs it: the shell's own words here, everything else to the session. */
import { splitLine } from '../shared/command-line.ts';
import type { Execution } from '../shared/model.ts';
import { latin1, lowerWord } from '../shared/resp.ts';
import { formatAddress, parseAddress } from './cluster/address.ts';
import { FailureError } from './cluster/failure.ts';
import type { Session } from './cluster/session.ts';

/** Null where there was nothing to run, or the line was the shell's own. Rejects with a FailureError for a line that cannot be run. */
export async function runLine(line: string, session: Session | null): Promise<Execution | null> {
  const split = splitLine(line);
  if (!split.ok)
    throw new FailureError(
      'bad-line',
      'Invalid argument(s)',
      split.problem === 'unclosed'
        ? 'A quote is not closed; nothing was sent. The line is in the history: press ↑ to mend it.'
        : 'A closing quote must be followed by a space; nothing was sent. The line is in the history: press ↑ to mend it.',
    );
  const words = split.words.map((word) => word.bytes);
  if (words.length === 0) return null;
  if (!session)
    throw new FailureError(
      'not-connected',
      'Not connected.',
      'Connect to a cluster, or start the demo cluster.',
    );
  if (words.length === 3 && lowerWord(words[0]) === 'connect') {
    const address = formatAddress(latin1(words[1]!), Number(latin1(words[2]!)));
    if (!parseAddress(address))
      throw new FailureError('bad-argument', 'Invalid server port.', 'As in: connect 127.0.0.1 7000');
    session.setCurrentNode(address);
    return null;
  }
  return session.execute(words);
}
