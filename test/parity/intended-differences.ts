/** Where the command without a window does something else than redis-cli 7.0, on purpose. Each row has a test of its name. */

export interface IntendedDifference {
  test: string;
  redisCli: string;
  slotshell: string;
  reason: string;
}

const row = (test: string, redisCli: string, slotshell: string, reason: string): IntendedDifference => ({
  test,
  redisCli,
  slotshell,
  reason,
});

export const INTENDED_DIFFERENCES: readonly IntendedDifference[] = [
  row(
    'MOVED without an address',
    'crashes (SIGSEGV)',
    'prints the error',
    'What a server says must not end the shell.',
  ),
  row('big number', 'exits 1', 'prints it', 'It is RESP3; the lines after it are to run.'),
  row('attribute', 'exits 1 with a protocol error', 'prints the reply it belongs to', 'It is RESP3.'),
  row('nan', 'exits 1: Bad double value', 'prints it', 'Later versions of redis-cli do so as well.'),
  row(
    'CLIENT REPLY OFF',
    'waits for ever',
    'reads the answers and does not show them',
    'A shell that has to be killed helps nobody.',
  ),
  row(
    'MULTI and a redirect',
    'runs what is redirected at once, outside of the transaction',
    'holds MULTI until the first key says which node',
    'A transaction that is not one loses data.',
  ),
  row(
    'a key of another slot inside MULTI',
    'leaves the transaction and runs the command alone',
    'refuses it; the transaction goes on',
    'It could not be part of the transaction.',
  ),
  row('redirects without end', 'follows for ever', 'stops after 16', 'The cluster has no answer.'),
  row('a repeat during ASK', 'never ends', 'runs as often as told', 'ASKING goes with each command.'),
  row('ASK', 'moves the session to the target', 'stays where it was', 'The slot has not moved yet.'),
  row(
    'errors in --json',
    'writes error:"…", which is no JSON',
    'writes {"error":"…"}',
    'Who asks for JSON parses it.',
  ),
  row('infinity in --json', 'writes inf, which is no JSON', 'writes "inf"', 'Who asks for JSON parses it.'),
  row('AUTH typed before a redirect', 'is lost', 'holds on every node', 'The user has said it once.'),
  row('HELLO 3 typed before a redirect', 'is lost', 'holds on every node', 'The user has said it once.'),
  row(
    'the text of help',
    'names redis-cli and its rc file',
    'names slotshell, and no rc file',
    'It is another program, and reads none.',
  ),
  row(
    'a count beyond 2147483647',
    'is taken as 64 bits',
    'is refused, as by redis-cli from a number beyond a long on',
    'Nobody means it.',
  ),
  row('-n with a word', 'takes it for 0', 'refuses it', 'A typing error must not pick a database.'),
];
