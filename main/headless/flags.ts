/** The arguments of the program without a window: redis-cli 7.0's flags, and a few of our own. Pure but for reading the files they name. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CliForm, CliStyle } from '../../shared/format/cli.ts';
import { splitLine } from '../../shared/commands/command-line.ts';
import { latin1 } from '../../shared/resp/resp.ts';
import { FailureError } from '../../shared/failure.ts';
import { parseLaunch, SAVED, type Target } from '../connections/launch-options.ts';

type Environment = { readonly [name: string]: string | undefined };

export interface Flags {
  target: Target;
  /** Path of the server's socket (`-s`); null for host and port. */
  socket: string | null;
  follow: boolean;
  style: CliStyle;
  pushes: boolean;
  repeat: number;
  /** Milliseconds between repetitions. */
  interval: number;
  /** Exit code 1 where the server answers an error. */
  errorCode: boolean;
  askPassword: boolean;
  /** Where stdin goes in the command: behind it, or in the place of a word. */
  stdin: 'last' | { tag: string } | null;
  evalFile: string | null;
  annotate: boolean;
  /** What is run; empty for lines from stdin. */
  args: Uint8Array[];
  warning: string;
}

export type Parsed =
  | { kind: 'run'; flags: Flags }
  | { kind: 'usage'; code: 0 | 1 }
  | { kind: 'version' }
  /** `answer`: said on stdout. */
  | { kind: 'refused'; text: string; answer?: true };

/** Flags that say where and how to connect, as parseLaunch takes them; those with a value. */
const WITH_VALUE = new Set(['-h', '-p', '-a', '--pass', '--user', '-n', '-u', '-t', '--cacert', '--cert']);
for (const flag of ['--key', '--sni']) WITH_VALUE.add(flag);
const WITHOUT_VALUE = new Set(['-2', '-3', '--tls', '--insecure', '--production', '--read-only']);

const FORMS: { readonly [flag: string]: CliForm } = {
  '--raw': 'raw',
  '--no-raw': 'standard',
  '--csv': 'csv',
  '--json': 'json',
  '--quoted-json': 'quoted-json',
};

const NOT_HERE =
  /^--(scan|pipe|pipe-timeout|bigkeys|memkeys|memkeys-samples|hotkeys|stat|latency|latency-history|latency-dist|intrinsic-latency|lru-test|rdb|functions-rdb|replica|slave|cluster|cluster-.*|ldb|ldb-sync-mode|pattern|quoted-pattern)$/;

const NO_CONNECTIONS =
  '--connection is for the window, which alone has the key store with the passwords. Give -h and -p here, and the password in REDISCLI_AUTH.';

const WARNING =
  "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n";

/** `argv` is without program and script, `bytes` the same as bytes; `tty` whether stdout is a terminal. */
export async function parseFlags(
  argv: readonly string[],
  environment: Environment,
  tty: boolean,
  bytes: readonly Uint8Array[] = argv.map((word) => Buffer.from(word)),
): Promise<Parsed> {
  const launch: string[] = [];
  const standard = tty || environment['FAKETTY'] !== undefined;
  const style: CliStyle = { form: standard ? 'standard' : 'raw', delimiter: '\n', end: '\n' };
  const flags: Omit<Flags, 'target' | 'args'> = {
    socket: null,
    follow: false,
    style,
    pushes: standard,
    repeat: 1,
    interval: 0,
    errorCode: false,
    askPassword: false,
    stdin: null,
    evalFile: null,
    annotate: false,
    warning: '',
  };
  let quotedInput = false;
  let last = false;
  let noWarning = false;
  let i = 0;
  for (; i < argv.length; i++) {
    const flag = argv[i]!;
    if (flag === '-h' && i === argv.length - 1) return { kind: 'usage', code: 0 };
    if (flag === '--help') return { kind: 'usage', code: 0 };
    if (flag === '-v' || flag === '--version') return { kind: 'version' };
    if (NOT_HERE.test(flag))
      return { kind: 'refused', text: `Slotshell does not have ${flag}: use redis-cli for it.` };
    if (SAVED.test(flag)) return { kind: 'refused', text: NO_CONNECTIONS };
    if (Object.hasOwn(FORMS, flag)) {
      style.form = FORMS[flag]!;
      continue;
    }
    if (WITHOUT_VALUE.has(flag)) {
      launch.push(flag);
      continue;
    }
    switch (flag) {
      case '-c':
        flags.follow = true;
        continue;
      case '-x':
        last = true;
        continue;
      case '-e':
        flags.errorCode = true;
        continue;
      case '--askpass':
        flags.askPassword = true;
        continue;
      case '--quoted-input':
        quotedInput = true;
        continue;
      case '--no-auth-warning':
        noWarning = true;
        continue;
      case '--annotate':
        flags.annotate = true;
        continue;
      case '--verbose':
        continue;
    }
    if (!flag.startsWith('-')) break;
    const value = argv[i + 1];
    const bad = {
      kind: 'refused' as const,
      text: `Unrecognized option or bad number of args for: '${flag}'`,
    };
    if (value === undefined) return bad;
    if (flag === '-u' && !/^(redis|valkey)s?:\/\//i.test(value))
      return { kind: 'refused', text: 'Invalid URI scheme' };
    if (flag === '-p' && !(Number(value) >= 1 && Number(value) <= 65535))
      return { kind: 'refused', text: 'Invalid server port.' };
    // path.resolve would make it the current directory.
    if (flag === '-s' && value === '')
      return { kind: 'refused', text: '-s needs the path of a socket: this one is empty.' };
    if (WITH_VALUE.has(flag)) {
      launch.push(flag, value);
      const secret = flag === '-a' || flag === '--pass' || (flag === '-u' && value.includes('@'));
      if (secret) flags.warning = WARNING;
    } else if (flag === '-s') flags.socket = path.resolve(value);
    else if (flag === '-r') flags.repeat = Number.parseInt(value, 10) || 0;
    else if (flag === '-i') flags.interval = (Number.parseFloat(value) || 0) * 1000;
    else if (flag === '-X') flags.stdin = { tag: value };
    else if (flag === '-d') style.delimiter = latin1(bytes[i + 1]!);
    else if (flag === '-D') style.end = latin1(bytes[i + 1]!);
    else if (flag === '--eval') flags.evalFile = value;
    else if (flag === '--show-pushes') {
      if (/^[yn]/.test(value)) flags.pushes = value.startsWith('y');
      else process.stderr.write(`Unknown --show-pushes value '${value}' (valid: '[y]es', '[n]o')\n`);
    } else return bad;
    i++;
  }
  if (noWarning) flags.warning = '';
  if (launch.includes('-2') && launch.includes('-3'))
    return { kind: 'refused', text: 'Options -2 and -3 are mutually exclusive.' };
  if (last && flags.stdin !== null)
    return { kind: 'refused', text: 'Options -x and -X are mutually exclusive.' };
  if (last) flags.stdin = 'last';
  if (flags.socket !== null && flags.follow)
    return { kind: 'refused', text: 'Options -c and -s are mutually exclusive.' };
  const json = style.form === 'json' || style.form === 'quoted-json';
  if (json && !launch.includes('-2') && !launch.includes('-3')) launch.unshift('-3');
  try {
    const parsed = await parseLaunch(launch.length > 0 ? launch : ['-h', '127.0.0.1'], environment);
    if (parsed.kind !== 'connect') throw new TypeError('not a place to connect to');
    const { target } = parsed;
    const args = bytes.slice(i).map((word) => (quotedInput ? unquoted(word) : word));
    if (!args.every((word) => word !== null))
      return { kind: 'refused', text: 'Invalid quoted string', answer: true };
    return { kind: 'run', flags: { ...flags, target, args } };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { kind: 'refused', text: [error.failure.message, error.failure.advice].join(' ').trim() };
  }
}

/** Null where it is not one word. */
function unquoted(word: Uint8Array): Uint8Array | null {
  const split = splitLine(latin1(word), (text) => Buffer.from(text, 'latin1'));
  return split.ok && split.words.length === 1 ? split.words[0]!.bytes : null;
}

/** EVAL with the script in `file`: the words are keys, and behind a comma arguments. */
export async function evalCommand(file: string, args: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const comma = args.findIndex((word) => word.length === 1 && word[0] === 0x2c);
  const keys = comma < 0 ? args : args.slice(0, comma);
  const rest = comma < 0 ? [] : args.slice(comma + 1);
  const script = await readFile(file);
  return [Buffer.from('EVAL'), script, Buffer.from(String(keys.length)), ...keys, ...rest];
}
