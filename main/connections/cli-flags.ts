/**
 * Every flag of redis-cli (7.0 to 8.0) and of ours, one row each: what it means for the command without a window, for the
 * window, and for an import of a pasted command line. The parsers and the usage text read it. Plain data, so that shell
 * completions and a man page can be made from it.
 */
import type { CliFlag, ConnectField, FlagGroup } from './cli-flag-row.ts';
import { MODE_FLAGS } from './cli-mode-flags.ts';

/** A flag about the connection that the command, the window and an import all take. */
const connects = (connect: ConnectField, group: FlagGroup = 'Connection') =>
  ({ group, connect, headless: 'connect', window: 'connect' }) as const;
/** How the command reads and prints: nothing about a connection. */
const prints = (headless: NonNullable<CliFlag['headless']>, group: FlagGroup = 'Output') =>
  ({ group, headless, import: 'elsewhere' }) as const;
/** Flags that only redis-cli implements. */
const REDIS_CLI = { group: 'Modes', headless: 'redis-cli', import: 'elsewhere' } as const;

const ciphers = (flag: string, connect: ConnectField, help: string): CliFlag => ({
  flag,
  value: '<list>',
  help,
  group: 'TLS',
  connect,
  headless: 'connect',
  import: { note: `${flag} was left out: Slotshell chooses the ciphers itself.` },
});

/** In the order of the usage text. */
export const CLI_FLAGS: readonly CliFlag[] = [
  { flag: '-h', value: '<hostname>', help: 'Server hostname (default: 127.0.0.1).', ...connects('host') },
  { flag: '-p', value: '<port>', help: 'Server port (default: 6379).', ...connects('port') },
  {
    flag: '-s',
    group: 'Connection',
    value: '<socket>',
    help: 'Server socket (overrides hostname and port).',
    headless: { option: 'socket' },
    import: { refused: '-s names a Unix socket.', advice: 'Slotshell connects by TCP: give -h and -p.' },
  },
  {
    flag: '-a',
    value: '<password>',
    secret: 'password',
    help: 'Password to use when connecting to the server.\nThe REDISCLI_AUTH environment variable passes it more safely.',
    ...connects('password', 'Login'),
  },
  {
    flag: '--user',
    value: '<username>',
    help: "Used to send ACL style 'AUTH username pass'. Needs -a.",
    ...connects('username', 'Login'),
  },
  {
    flag: '--pass',
    value: '<password>',
    secret: 'password',
    help: 'Alias of -a.',
    ...connects('password', 'Login'),
  },
  {
    flag: '--askpass',
    group: 'Login',
    help: 'Ask for the password on the terminal.',
    headless: { on: 'askPassword' },
    import: { note: '--askpass was left out: type the password into the connection.' },
  },
  {
    flag: '-u',
    value: '<uri>',
    secret: 'login',
    help: 'Server URI, as in redis://user:password@host:port/db',
    ...connects('url'),
  },
  {
    flag: '-t',
    value: '<timeout>',
    help: 'Seconds to wait for a connection (decimals allowed; 0: no limit).',
    ...connects('connectTimeout'),
  },
  {
    flag: '-r',
    value: '<repeat>',
    help: 'Execute specified command N times.',
    ...prints({ option: 'repeat' }, 'Input'),
  },
  {
    flag: '-i',
    value: '<interval>',
    help: 'When -r is used, waits <interval> seconds per command.',
    ...prints({ option: 'interval' }, 'Input'),
  },
  { flag: '-4', help: 'Connect by IPv4 only.', ...connects('ipv4') },
  { flag: '-6', help: 'Connect by IPv6 only.', ...connects('ipv6') },
  { flag: '-n', value: '<db>', help: 'Database number.', ...connects('database') },
  { flag: '-2', help: 'Start session in RESP2 protocol mode.', ...connects('resp2') },
  { flag: '-3', help: 'Start session in RESP3 protocol mode.', ...connects('resp3') },
  { flag: '-x', help: 'Read last argument from STDIN.', ...prints({ on: 'lastArg' }, 'Input') },
  {
    flag: '-X',
    value: '<tag>',
    help: 'Read <tag> argument from STDIN.',
    ...prints({ option: 'stdinTag' }, 'Input'),
  },
  {
    flag: '-d',
    value: '<delimiter>',
    help: 'Delimiter between response bulks for raw formatting (default: \\n).',
    ...prints({ option: 'delimiter' }),
  },
  {
    flag: '-D',
    value: '<delimiter>',
    help: 'Delimiter between responses for raw formatting (default: \\n).',
    ...prints({ option: 'end' }),
  },
  {
    flag: '-c',
    better:
      'one look at the map after the first MOVED; also a transaction, a subscription and MONITOR go to the right node',
    group: 'Cluster',
    help: 'Enable cluster mode (follow -ASK and -MOVED redirections).',
    headless: { on: 'follow' },
    window: 'ignored',
  },
  {
    flag: '-e',
    help: 'Return exit error code when command execution fails.',
    ...prints({ on: 'errorCode' }),
  },
  { flag: '--tls', help: 'Establish a secure TLS connection.', ...connects('tls', 'TLS') },
  {
    flag: '--sni',
    value: '<host>',
    help: 'Server name indication for TLS.',
    ...connects('serverName', 'TLS'),
  },
  {
    flag: '--cacert',
    value: '<file>',
    help: 'CA Certificate file to verify with.',
    ...connects('ca', 'TLS'),
  },
  {
    flag: '--cacertdir',
    group: 'TLS',
    value: '<dir>',
    help: 'Directory of CA certificates to verify with.',
    connect: 'caDirectory',
    headless: 'connect',
    import: { note: '--cacertdir was left out: choose the CA certificate as one file.' },
  },
  {
    flag: '--insecure',
    help: 'Allow insecure TLS connection by skipping cert validation.',
    ...connects('insecure', 'TLS'),
  },
  {
    flag: '--cert',
    value: '<file>',
    help: 'Client certificate to authenticate with.',
    ...connects('cert', 'TLS'),
  },
  {
    flag: '--key',
    value: '<file>',
    help: 'Private key file to authenticate with.',
    ...connects('key', 'TLS'),
  },
  ciphers('--tls-ciphers', 'ciphers', 'Preferred ciphers (TLSv1.2 and below), separated by colons.'),
  ciphers('--tls-ciphersuites', 'cipherSuites', 'Preferred ciphersuites (TLSv1.3), separated by colons.'),
  {
    flag: '--raw',
    help: 'Use raw formatting for replies (default when STDOUT is not a tty).',
    ...prints({ form: 'raw' }),
  },
  {
    flag: '--no-raw',
    help: 'Force formatted output even when STDOUT is not a tty.',
    ...prints({ form: 'standard' }),
  },
  {
    flag: '--quoted-input',
    help: 'Force input to be handled as quoted strings.',
    ...prints({ on: 'quotedInput' }, 'Input'),
  },
  { flag: '--csv', help: 'Output in CSV format.', ...prints({ form: 'csv' }) },
  {
    flag: '--json',
    better: 'INFO and its like are JSON too (`--plain-info` for text)',
    help: 'Output in JSON format (default RESP3, use -2 if you want to use with RESP2).',
    ...prints({ form: 'json' }),
  },
  {
    flag: '--quoted-json',
    better: 'as `--json`',
    help: 'Same as --json, but produce ASCII-safe quoted strings, not Unicode.',
    ...prints({ form: 'quoted-json' }),
  },
  {
    flag: '--show-pushes',
    value: '<yn>',
    help: 'Whether to print RESP3 PUSH messages (default: when STDOUT is a tty).',
    ...prints({ option: 'showPushes' }),
  },
  {
    flag: '--eval',
    value: '<file>',
    help: 'Send an EVAL command using the Lua script at <file>.',
    ...prints({ option: 'evalFile' }, 'Input'),
  },
  {
    flag: '--no-auth-warning',
    group: 'Login',
    help: "Don't show warning message when using password on command line interface.",
    headless: { on: 'noAuthWarning' },
    window: 'ignored',
  },
  {
    flag: '--plain-info',
    group: 'Output',
    isOurs: true,
    help: 'With --json, print INFO and its like as text, as redis-cli does.',
    headless: { on: 'plainInfo' },
  },
  {
    flag: '--annotate',
    group: 'Cluster',
    isOurs: true,
    help: 'After each reply, say which slot, shard and node it came from.',
    headless: { on: 'annotate' },
  },
  {
    flag: '--direct',
    group: 'Cluster',
    isOurs: true,
    help: 'Cluster mode in which each command goes to the owner of its keys at once.',
    headless: { on: 'direct' },
  },
  {
    flag: '--wait',
    group: 'Cluster',
    isOurs: true,
    value: '<seconds>',
    help: 'Wait so long for a cluster that is down, loading or moving keys\n(default: at a terminal until Ctrl+C, else not at all).',
    headless: { option: 'wait' },
  },
  {
    flag: '--proxy',
    value: '<uri>',
    secret: 'login',
    isOurs: true,
    help: 'Connect through a proxy: socks5://user:password@host:port or http://host:port',
    ...connects('proxy'),
  },
  {
    flag: '--production',
    isOurs: true,
    help: 'Refuse dangerous commands.',
    ...connects('production', 'Safety'),
  },
  {
    flag: '--read-only',
    isOurs: true,
    help: 'Refuse commands that write.',
    ...connects('readOnly', 'Safety'),
  },
  { flag: '--help', help: 'Output this help and exit.', ...prints('usage', 'Other') },
  { flag: '--version', aliases: ['-v'], help: 'Output version and exit.', ...prints('version', 'Other') },

  {
    flag: '--window',
    isOurs: true,
    help: 'Open the window, with the other arguments; so does slotshell alone, or with a redis:// link.',
    headless: 'window',
  },
  {
    flag: '--connection',
    isOurs: true,
    match: 'equals',
    value: '<name>',
    help: 'Begin with the saved connection of this name, or the only one that begins so.',
    headless: 'window',
    window: 'saved',
  },
  { flag: '--demo', isOurs: true, help: 'Begin with a demo cluster.', headless: 'window', window: 'demo' },
  {
    flag: '--learn',
    isOurs: true,
    help: 'Begin with the lessons, on a cluster of their own.',
    headless: 'window',
    window: 'learn',
  },
  // For the desktop's entry: the window asks before it follows a link of another program.
  { flag: '--link', isOurs: true, value: '<uri>', secret: 'login', headless: 'window', window: 'link' },
  { flag: '--verbose', ...prints('ignored') },
  ...MODE_FLAGS,
  { flag: '--test_hint', value: '<line>', ...prints({ option: 'testHint' }, 'Modes') },
  { flag: '--test_hint_file', value: '<file>', ...prints({ option: 'testHintFile' }, 'Modes') },
  { flag: '--mptcp', leftOut: 'Node opens no such sockets', ...REDIS_CLI },
  { flag: '--rdma', leftOut: 'as `--mptcp`; it is of valkey-cli 9.1', ...REDIS_CLI },
  {
    flag: '--cluster',
    better:
      'a plan before each change, `--dry-run`, `--json`, a journal with `resume` and `undo`, more subcommands',
    group: 'Cluster',
    value: '<cmd>',
    help: 'Creates, checks and changes clusters: --cluster help.',
    headless: 'redis-cli',
  },
  { flag: '--cluster-from-pass', value: '<password>', secret: 'password', headless: 'redis-cli' },
  { flag: '--cluster-', match: 'prefix', headless: 'redis-cli' },
];

const BY_NAME = new Map(
  CLI_FLAGS.flatMap((row) => [row.flag, ...(row.aliases ?? [])].map((name) => [name, row] as const)),
);
const PREFIXES = CLI_FLAGS.filter(({ match }) => match === 'prefix');

/** The row of an argument; null if it is not a known flag. */
export function flagOf(arg: string): CliFlag | null {
  const row = BY_NAME.get(arg);
  if (row) return row;
  const beforeEquals = BY_NAME.get(arg.split('=', 1)[0]!);
  if (beforeEquals?.match === 'equals') return beforeEquals;
  return PREFIXES.find(({ flag }) => arg.startsWith(flag)) ?? null;
}
