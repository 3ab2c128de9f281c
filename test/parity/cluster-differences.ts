/**
 * The part of the table of intended differences that is about --cluster. docs/operations.md shows the same rows; a test compares
 * them.
 */
import { row, type IntendedDifference } from './intended-differences.ts';

export const CLUSTER_DIFFERENCES: readonly IntendedDifference[] = [
  row('help', 'exits 1', 'exits 0, and lists our own subcommands and options too', 'Help is no failure.'),
  row(
    '--cluster without a subcommand',
    'prints the whole usage',
    'says what is missing',
    'The reason would be lost in 120 lines.',
  ),
  row(
    'what is found and looked at',
    'says nothing about it',
    'prints further lines, `[NOTE]`, `[WARNING]`, `[OK]`, `[ERR]` and `>>> Wait …`, after its own',
    'A change is done when the servers have been looked at again.',
  ),
  row(
    'the number of slots of a reshard',
    'rounds each share, and moves 4 of 5',
    'moves exactly as many as were asked for',
    'It was asked for.',
  ),
  row(
    'which slots a reshard takes',
    'takes the lowest of each source',
    'takes those next to the target’s own, else ends of ranges',
    'Every further range costs memory and gossip at each node.',
  ),
  row(
    'more slots than the sources have',
    'moves what there is',
    'refuses it',
    'It was asked for something else.',
  ),
  row(
    'the shares of a rebalance',
    'hands out one slot too many',
    'differs from the exact share by less than one slot',
    'Running it again moves nothing.',
  ),
  row(
    'how far a move has come',
    'writes `Moving slot …` or `#` for each slot and a dot for each key',
    'writes one line a second at most, with the rate and the time left',
    'A million keys make a line of a million dots.',
  ),
  row(
    'a number that is none',
    'takes it for 0, or for what it begins with',
    'refuses it',
    'A typing error must not move slots.',
  ),
  row(
    'weights that are none',
    'ignores one without =, one of a replica, and all but the last for a node',
    'refuses them',
    'The cluster would be balanced otherwise than asked for.',
  ),
  row('--cluster-weight twice', 'refuses it', 'takes both', 'Nothing is ambiguous.'),
  row(
    'more arguments than a subcommand has',
    'ignores them',
    'refuses them',
    'A typing error must not go unseen.',
  ),
  row(
    'an address without a host',
    'looks for a host without a name',
    'refuses it as an address',
    'It is none.',
  ),
  row(
    '--cluster-only-masters and --cluster-only-replicas',
    'calls no node, and exits 0',
    'refuses it',
    'Nobody means it.',
  ),
  row(
    'the end of the input at a prompt',
    'asks for ever',
    'takes it for no, and exits 1',
    'It fills a disk within the hour.',
  ),
  row(
    'answers that come at once',
    'loses all but the first',
    'reads line by line',
    'Scripts write them at once.',
  ),
  row('a wrong answer at a prompt', 'says “please retry”, and exits 1', 'asks again', 'It says so.'),
  row('a call that fails', 'exits 0', 'exits 1', 'A script must see it.'),
  row('a set-timeout that fails', 'exits 0', 'exits 1', 'A script must see it.'),
  row(
    'nodes that do not answer',
    'leaves them out: check prints only `[OK]`, info, call and set-timeout exit 0',
    'names them, and exits 1',
    'What was not reached is not ok.',
  ),
  row(
    'a frozen node',
    'hangs',
    'says after 5 s that it does not answer',
    'A command that has to be killed helps nobody.',
  ),
  row(
    'del-node of a dead node',
    'says No such node ID',
    'has the others forget it',
    'There is no other way to be rid of it.',
  ),
  row(
    'the order of del-node',
    'forgets the node, and hands its replicas on meanwhile',
    'hands its replicas on first',
    'A replica cannot forget its primary.',
  ),
  row(
    'a move right after another',
    'refuses it for a second: Nodes don’t agree about configuration',
    'waits until they agree, 30 s at most',
    'Replicas learn of a move by gossip.',
  ),
  row(
    'fewer than three primaries',
    'refuses it',
    'makes the cluster, and warns',
    'One or two are enough to try something.',
  ),
  row(
    'nodes that cannot join',
    'names the first',
    'names the first in its words, and then all with what to do',
    'One learns of all at once.',
  ),
  row(
    'a create that does not join',
    'waits for ever',
    'waits 30 s, and says which nodes have no link',
    'A command that has to be killed helps nobody.',
  ),
  row(
    'the primary of a further replica',
    'may choose one without slots',
    'chooses among those with slots',
    'A replica of an empty primary protects nothing.',
  ),
  row(
    'add-node of a primary',
    'ends before the node has joined',
    'waits for the join',
    'The next command finds it.',
  ),
  row(
    'a backup',
    'tells of each transfer on stderr, and saves primaries without slots too',
    'saves primaries with slots, and names the directory in full',
    'The others have no keys.',
  ),
  row(
    'a password that is not needed',
    'refuses to go on',
    'warns, and goes on',
    'So does redis-cli without --cluster.',
  ),
  row(
    'a wrong password',
    'prints the error on stdout',
    'prints it on stderr, as when it cannot connect',
    'So does redis-cli without --cluster.',
  ),
  row(
    'messages of Valkey’s cli',
    'says replicas and primaries instead of slaves and masters',
    'prints the lines of redis-cli, whichever server it speaks with',
    'One program has one wording; scripts read these lines.',
  ),
];
