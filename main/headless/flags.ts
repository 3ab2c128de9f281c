/** The arguments of the command without a window: redis-cli 7.0's flags, and a few of ours. */
import path from 'node:path';
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import type { CliStyle } from '../../shared/format/cli.ts';
import { splitLine } from '../../shared/commands/command-line.ts';
import { latin1 } from '../../shared/resp/resp.ts';
import { FailureError } from '../../shared/failure.ts';
import { socketAddress } from '../cluster/wire/address.ts';
import {
  MODES,
  type CliFlag,
  type ConnectField,
  type Mode,
  type ModeOption,
  type Option,
  type Switch,
} from '../connections/cli-flag-row.ts';
import { flagOf } from '../connections/cli-flags.ts';
import { parseLaunch, type Target } from '../connections/launch-options.ts';

const NO_VALUE: FlagValue = { text: '', bytes: new Uint8Array(0) };

type Environment = { readonly [name: string]: string | undefined };

/** A value on the command line; empty for a flag that takes none. */
export interface FlagValue {
  text: string;
  bytes: Uint8Array;
}

/** What the command does in place of running commands. */
export interface ModeRequest {
  name: Mode;
  value: FlagValue;
  options: ReadonlyMap<ModeOption, FlagValue>;
}

export interface Flags {
  target: Target;
  /** Path of the server's socket (`-s`); null for host and port. */
  socket: string | null;
  follow: boolean;
  /** Each command goes to the owner of its keys at once. */
  direct: boolean;
  /** Milliseconds that an outage of the cluster is waited for; null for the default. */
  waitMs: number | null;
  style: CliStyle;
  pushes: boolean;
  repeat: number;
  /** Milliseconds between repetitions. */
  interval: number;
  /** Exit with code 1 if the server's reply is an error. */
  errorCode: boolean;
  askPassword: boolean;
  /** Where stdin goes in the command: after its last argument, or in place of the argument that equals `tag`. */
  stdin: 'last' | { tag: string } | null;
  evalFile: string | null;
  /** A line whose hint is printed, or the path of a file of lines with the hints that are expected. */
  hintTest: { line: string } | { file: string } | null;
  annotate: boolean;
  mode: ModeRequest | null;
  /** The command; empty if its lines come from stdin. */
  args: Uint8Array[];
  warning: string;
}

/** The node that the flags name. */
export const seedOf = ({ socket, target }: Flags): NodeAddress =>
  socket === null ? target.seeds[0]! : socketAddress(socket);

/** Whether a mode is for all primaries. */
export const isForCluster = ({ follow, direct }: Flags): boolean => follow || direct;

/** Whether the connection guards what is sent over it. */
export const isGuarded = ({ target }: Flags): boolean =>
  target.readOnly || target.environment === 'production';

/** redis-cli prints some refusals on stdout. */
type Refusal = { kind: 'refused'; text: string; stdout?: true };
export type Parsed = { kind: 'run'; flags: Flags } | { kind: 'usage' } | { kind: 'version' } | Refusal;

const refused = (text: string): Refusal => ({ kind: 'refused', text });

const unrecognized = (arg: string) => `Unrecognized option or bad number of args for: '${arg}'`;

const windowOnly = (flag: string) =>
  flag === '--connection'
    ? '--connection is for the window, which alone can read the saved passwords. Give -h and -p here, and the password in REDISCLI_AUTH.'
    : `${flag} is for the window, which is not installed with this command.`;

const WARNING =
  "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n";

/** `argv` excludes program and script, `bytes` is the same as bytes; `tty` says whether stdout is a terminal. */
export async function parseFlags(
  argv: readonly string[],
  environment: Environment,
  tty: boolean,
  bytes: readonly Uint8Array[] = argv.map((arg) => Buffer.from(arg)),
): Promise<Parsed> {
  const reading = new FlagReading(tty || environment['FAKETTY'] !== undefined);
  let i = 0;
  for (; i < argv.length; i++) {
    const arg = argv[i]!;
    // redis-cli reads -h without a host as a call for help.
    if (arg === '-h' && i === argv.length - 1) return { kind: 'usage' };
    const row = flagOf(arg);
    const ended = endedBy(arg, row);
    if (ended) return ended;
    if (!arg.startsWith('-')) break;
    if (row?.headless === undefined) return refused(unrecognized(arg));
    if (row.value === undefined) {
      reading.take(arg, row);
      continue;
    }
    const value = argv[++i];
    const problem = value === undefined ? unrecognized(arg) : reading.takeValue(arg, row, value, bytes[i]!);
    if (problem !== null) return refused(problem);
  }
  const problem = reading.conflict;
  if (problem !== null) return refused(problem);
  const args = bytes.slice(i).map((arg) => (reading.switches.has('quotedInput') ? unquoted(arg) : arg));
  return reading.finish(environment, args);
}

/** The result of a flag that ends the reading, such as `--help`; null for every other argument. */
function endedBy(arg: string, row: CliFlag | null): Parsed | null {
  switch (row?.headless) {
    case 'usage':
    case 'version':
      return { kind: row.headless };
    case 'redis-cli':
      return refused(`Slotshell does not have ${arg}: use redis-cli for it.`);
    case 'window':
      return refused(windowOnly(row.flag));
    default:
      return null;
  }
}

/** The flags read so far. */
class FlagReading {
  readonly switches = new Set<Switch>();
  private readonly style: CliStyle;
  private readonly options: Pick<
    Flags,
    'pushes' | 'repeat' | 'interval' | 'waitMs' | 'evalFile' | 'socket' | 'hintTest'
  >;
  /** Those that say where and how to connect, for parseLaunch. */
  private readonly launch: string[] = [];
  private readonly modes = new Map<Mode, FlagValue>();
  private readonly modeOptions = new Map<ModeOption, FlagValue>();
  private tag: string | null = null;
  private hasSecret = false;

  constructor(isTerminal: boolean) {
    this.style = { form: isTerminal ? 'standard' : 'raw', delimiter: '\n', end: '\n' };
    this.options = {
      pushes: isTerminal,
      repeat: 1,
      interval: 0,
      waitMs: null,
      evalFile: null,
      socket: null,
      hintTest: null,
    };
  }

  take(arg: string, { headless }: CliFlag): void {
    if (headless === 'connect') this.launch.push(arg);
    else if (typeof headless === 'object' && 'form' in headless) this.style.form = headless.form;
    else if (typeof headless === 'object' && 'on' in headless) this.switches.add(headless.on);
    else this.takeMode(headless, NO_VALUE);
  }

  /** Returns what is wrong with the value; null if nothing is. */
  takeValue(arg: string, { headless, connect, secret }: CliFlag, value: string, bytes: Uint8Array) {
    if (connect === 'url' && !/^(redis|valkey)s?:\/\//i.test(value)) return 'Invalid URI scheme';
    if (connect === 'port' && !(Number(value) >= 1 && Number(value) <= 65535)) return 'Invalid server port.';
    if (headless === 'connect') {
      this.launch.push(arg, value);
      if (secret === 'password' || (secret === 'login' && value.includes('@'))) this.hasSecret = true;
      return null;
    }
    this.takeMode(headless, { text: value, bytes });
    const isOption = typeof headless === 'object' && 'option' in headless;
    return isOption ? this.takeOption(headless.option, value, bytes) : null;
  }

  private takeMode(headless: CliFlag['headless'], value: FlagValue): void {
    if (typeof headless !== 'object') return;
    if ('modeOption' in headless) {
      // In the order of the arguments: of --pattern and --quoted-pattern the last one counts.
      this.modeOptions.delete(headless.modeOption);
      this.modeOptions.set(headless.modeOption, value);
    }
    if (!('mode' in headless)) return;
    this.modes.set(headless.mode, value);
    if (headless.sets !== undefined) this.modeOptions.set(headless.sets, value);
  }

  private takeOption(option: Option, value: string, bytes: Uint8Array): string | null {
    const { options, style } = this;
    switch (option) {
      case 'socket':
        // path.resolve would make it the current directory.
        if (value === '') return '-s needs the path of a socket, and this one is empty.';
        options.socket = path.resolve(value);
        break;
      case 'repeat':
        options.repeat = Number.parseInt(value, 10) || 0;
        break;
      case 'interval':
        options.interval = (Number.parseFloat(value) || 0) * 1000;
        break;
      case 'wait': {
        const seconds = Number(value);
        if (value === '' || !(seconds >= 0)) return `--wait needs a number of seconds: '${value}'`;
        options.waitMs = seconds * 1000;
        break;
      }
      case 'stdinTag':
        this.tag = value;
        break;
      case 'delimiter':
        style.delimiter = latin1(bytes);
        break;
      case 'end':
        style.end = latin1(bytes);
        break;
      case 'evalFile':
        options.evalFile = value;
        break;
      case 'testHint':
        options.hintTest = { line: value };
        break;
      case 'testHintFile':
        options.hintTest = { file: value };
        break;
      case 'showPushes':
        if (/^[yn]/.test(value)) options.pushes = value.startsWith('y');
        else process.stderr.write(`Unknown --show-pushes value '${value}' (valid: '[y]es', '[n]o')\n`);
    }
    return null;
  }

  /** Says which flags exclude each other; null if all fit together. */
  get conflict(): string | null {
    if (this.launch.includes('-2') && this.launch.includes('-3'))
      return 'Options -2 and -3 are mutually exclusive.';
    if (this.switches.has('lastArg') && this.tag !== null) return 'Options -x and -X are mutually exclusive.';
    if (this.options.socket !== null && this.switches.has('follow'))
      return 'Options -c and -s are mutually exclusive.';
    if (this.modes.has('rdb') && this.modes.has('functions-rdb'))
      return 'Option --functions-rdb and --rdb are mutually exclusive.';
    return null;
  }

  private get mode(): ModeRequest | null {
    const name = MODES.find((name) => this.modes.has(name));
    return name === undefined ? null : { name, value: this.modes.get(name)!, options: this.modeOptions };
  }

  /** `args` hold null for one that is not a quoted string. */
  async finish(environment: Environment, args: readonly (Uint8Array | null)[]): Promise<Parsed> {
    const { launch, switches, style } = this;
    const isJson = style.form === 'json' || style.form === 'quoted-json';
    if (isJson && !launch.includes('-2') && !launch.includes('-3')) launch.unshift('-3');
    try {
      const asked = withoutIdleTls(launch);
      const parsed = await parseLaunch(asked.length > 0 ? asked : ['-h', '127.0.0.1'], environment);
      if (parsed.kind !== 'connect') throw new TypeError('the arguments say no place to connect to');
      if (!args.every((arg) => arg !== null))
        return { kind: 'refused', text: 'Invalid quoted string', stdout: true };
      const flags: Flags = {
        ...this.options,
        target: parsed.target,
        mode: this.mode,
        args: [...args],
        style: { ...style, plainInfo: switches.has('plainInfo') },
        follow: switches.has('follow'),
        direct: switches.has('direct'),
        errorCode: switches.has('errorCode'),
        askPassword: switches.has('askPassword'),
        annotate: switches.has('annotate'),
        stdin: switches.has('lastArg') ? 'last' : this.tag === null ? null : { tag: this.tag },
        warning: this.hasSecret && !switches.has('noAuthWarning') ? WARNING : '',
      };
      return { kind: 'run', flags };
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      return refused([error.failure.message, error.failure.advice].join(' ').trim());
    }
  }
}

/** As in redis-cli, flags about TLS mean nothing without --tls or a URL that says so. */
function withoutIdleTls(launch: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let isTls = false;
  for (let i = 0; i < launch.length; i++) {
    const row = flagOf(launch[i]!);
    const words = launch.slice(i, row?.value === undefined ? i + 1 : i + 2);
    i += words.length - 1;
    isTls ||=
      row?.connect === 'tls' || (row?.connect === 'url' && /^(rediss|valkeys):/i.test(words[1] ?? ''));
    if (row?.connect === undefined || !TLS_DETAILS.has(row.connect)) kept.push(...words);
  }
  return isTls ? launch : kept;
}

const TLS_DETAILS: ReadonlySet<ConnectField> = new Set([
  'serverName',
  'ca',
  'caDirectory',
  'cert',
  'key',
  'insecure',
  'ciphers',
  'cipherSuites',
]);

/** Null if it is not exactly one quoted string. */
export function unquoted(arg: Uint8Array): Uint8Array | null {
  const split = splitLine(latin1(arg), (text) => Buffer.from(text, 'latin1'));
  return split.ok && split.words.length === 1 ? split.words[0]!.bytes : null;
}
