/**
 * Where the command without a window does something else than redis-cli 7.0, on purpose: each row has a test of its name. Where
 * newer clis differ from 7.0, by version: the program goes with redis-cli 7.0, whichever server it speaks with.
 */

export interface IntendedDifference {
  test: string;
  redisCli: string;
  slotshell: string;
  reason: string;
}

export const row = (
  test: string,
  redisCli: string,
  slotshell: string,
  reason: string,
): IntendedDifference => ({
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
  row('nan', 'exits 1: Bad double value', 'prints it', 'So do redis-cli 8.0 and valkey-cli 9.1.'),
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
    'MULTI that is refused',
    'runs what follows at once',
    'runs nothing of it; EXEC says so',
    'What was meant for a transaction must not run alone.',
  ),
  row(
    'a key of another slot inside MULTI',
    'leaves the transaction and runs the command alone',
    'refuses it; EXEC runs nothing, at the prompt what was queued',
    'It could not be part of the transaction, and nobody reads the refusal in a pipe.',
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
  row(
    'INFO and its like in --json',
    'prints them as they are, which is no JSON',
    'prints a JSON string; --plain-info prints them as redis-cli does',
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
  row('bulk error', 'exits 1 with a protocol error', 'prints it', 'It is RESP3.'),
  row(
    'quotes in --quoted-json',
    'ends the string at them, which is no JSON',
    'escapes them',
    'Who asks for JSON parses it.',
  ),
  row(
    'an array as a key in --json',
    'does not escape the quotes within, which is no JSON',
    'escapes them',
    'Who asks for JSON parses it.',
  ),
  row(
    'a redirect to a node that is down',
    'stays at that node for all further commands',
    'tries again for some seconds, then stays where it was',
    'A replica may take over meanwhile; one dead node must not end the session.',
  ),
  row(
    'a database selected before the connection was lost',
    'shows it in the prompt, and runs in database 0',
    'selects it again',
    'A write must not land in another database than the prompt says; redis-cli 8.0 and valkey-cli 9.1 select it, too.',
  ),
  row(
    'a transaction open when the connection was lost',
    'shows (TX), and runs what follows at once',
    'runs nothing more of it; EXEC says so',
    'What was meant for a transaction must not run alone.',
  ),
  row(
    'SELECT inside MULTI',
    'shows the database in the prompt when it is queued',
    'shows it when EXEC has run it',
    'DISCARD and a refused EXEC leave the database as it was.',
  ),
  row(
    'Ctrl+C while a command runs',
    'exits 1',
    'ends the command; the prompt comes back',
    'One wants to be rid of the command, not of the shell.',
  ),
  row(
    'SYNC and SCRIPT DEBUG',
    'turns into a replica or a debugger',
    'refuses to send them',
    'No later command of the connection would be answered.',
  ),
  row(
    'a target before a command',
    'sends @all as a command',
    'runs the command at those nodes',
    'redis-cli has no way to ask several nodes.',
  ),
  row(
    'blanks at the end of a summary',
    'prints them as COMMAND DOCS has them: of ACL',
    'leaves them out',
    'The documentation is kept once, tidied, for the window and for this.',
  ),
  row(
    'UNSUBSCRIBE on RESP3 where nothing is subscribed',
    'waits for ever',
    'prints the confirmation',
    'A shell that has to be killed helps nobody; redis-cli 8.0 and valkey-cli 9.1 do not wait.',
  ),
  row(
    'bytes in an invalidated key on a terminal',
    'writes them as they are, up to the first NUL',
    'escapes them as in any string',
    'A key must not steer the terminal, nor be taken for another.',
  ),
  row(
    'a database number in a cluster, after a redirect',
    'says "Error:" and loses the answer, exits 1',
    'says that SELECT is refused, and answers',
    'A cluster has database 0 only: what was asked for runs there on both sides of the redirect.',
  ),
];

/** What a newer cli prints that 7.0 and this program do not. A row that no line needs fails its test. */
export interface VersionDifference {
  /** How the names of their servers in test/support/servers.ts begin. */
  clis: readonly string[];
  what: string;
  reason: string;
  /** Whether the row is about this line, or these arguments. */
  isAbout(line: string): boolean;
  /** What the cli printed, as this program prints it. */
  asOurs(theirs: string, ours: string): string;
}

const REDIS = 'Redis 8.';
const VALKEY = 'Valkey 9.';

export const VERSION_DIFFERENCES: readonly VersionDifference[] = [
  {
    clis: [REDIS, VALKEY],
    what: 'help prints (null) for a command without arguments',
    reason: 'It is a slip of theirs.',
    isAbout: (line) => line.startsWith('help '),
    asOurs: (theirs) => theirs.replaceAll('(null)', ''),
  },
  {
    clis: [REDIS, VALKEY],
    what: 'help without a connection has the texts of their own version',
    reason: 'The bundled documentation is of 7.0.15; with a connection the texts are the server’s.',
    // As ParityServers.runAll words the end of a command by arguments.
    isAbout: (line) => /^(help|\?) [^:]*: 0 "/.test(line),
    asOurs: (theirs, ours) => (headOf(theirs) === headOf(ours) ? ours : theirs),
  },
  {
    clis: [VALKEY],
    what: 'messages name valkey-cli and Valkey',
    reason: 'One program has one wording, whichever server it speaks with.',
    isAbout: () => true,
    asOurs: (theirs) =>
      theirs.replaceAll('valkey-cli', 'redis-cli').replaceAll('connect to Valkey', 'connect to Redis'),
  },
  {
    clis: [VALKEY],
    what: 'quoted parts that touch are one word: "a"b',
    reason: 'A line means the same everywhere; for redis-cli of any version it is an error.',
    isAbout: (line) => ['echo "a"b', 'echo "a""b"', "echo ''x", 'echo a"b"c'].includes(line),
    asOurs: () => 'Invalid argument(s)\n',
  },
  {
    clis: [VALKEY],
    what: 'a vertical tab behind a quote is part of the word',
    reason: 'As above: for redis-cli it is a blank there.',
    isAbout: (line) => line === 'echo "a"\x0b',
    asOurs: (theirs) => theirs.replace(/\x0b|\\x0b|\\u000b/, ''),
  },
  {
    clis: [VALKEY],
    what: 'a byte 0xFF at the beginning of a word is lost',
    reason: 'It is a slip of theirs, and changes the key.',
    isAbout: (line) => line.includes('\xff\xfe'),
    asOurs: (theirs) => theirs.replace(/\xfe|\\xfe/, (byte) => (byte === '\xfe' ? '\xff\xfe' : '\\xff\\xfe')),
  },
  {
    clis: [VALKEY],
    what: 'INFO queued in a transaction ends its line',
    reason: 'redis-cli of any version prints an answer to INFO, QUEUED included, as it came.',
    isAbout: (line) => line.startsWith('multi | info '),
    asOurs: (theirs) => theirs.replace(/"?QUEUED"?\n/, 'QUEUED'),
  },
];

/** The command that a text of help is about first. */
const headOf = (text: string): string => /\\u001b\[1m(.*?)\\u001b/.exec(text)?.[1] ?? text;
