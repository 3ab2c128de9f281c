/** The type of a row in the table of flags. */
import type { CliForm } from '../../shared/format/cli.ts';

/** The settings of a connection that a flag can give. */
export type ConnectField =
  | 'host'
  | 'port'
  | 'password'
  | 'username'
  | 'database'
  | 'url'
  | 'connectTimeout'
  | 'resp2'
  | 'resp3'
  | 'ipv4'
  | 'ipv6'
  | 'tls'
  | 'serverName'
  | 'ca'
  | 'caDirectory'
  | 'ciphers'
  | 'cipherSuites'
  | 'cert'
  | 'key'
  | 'insecure'
  | 'proxy'
  | 'production'
  | 'readOnly';

/** An option of the command without a window that is on or off. */
export type Switch =
  | 'follow'
  | 'direct'
  | 'errorCode'
  | 'askPassword'
  | 'lastArg'
  | 'quotedInput'
  | 'noAuthWarning'
  | 'plainInfo'
  | 'annotate';

/** An option of the command without a window that takes a value. */
export type Option =
  | 'testHint'
  | 'testHintFile'
  | 'socket'
  | 'repeat'
  | 'interval'
  | 'wait'
  | 'stdinTag'
  | 'delimiter'
  | 'end'
  | 'evalFile'
  | 'showPushes';

/** What the command does in place of running commands. The order is redis-cli's: of several, the first is carried out. */
export const MODES = [
  'latency',
  'latency-dist',
  'replica',
  'rdb',
  'functions-rdb',
  'pipe',
  'bigkeys',
  'memkeys',
  'keystats',
  'hotkeys',
  'stat',
  'scan',
  'lru-test',
  'intrinsic-latency',
  'ldb',
] as const;
export type Mode = (typeof MODES)[number];

/** The options of a mode, which mean nothing without one. */
export type ModeOption =
  | 'history'
  | 'mono'
  | 'pattern'
  | 'quoted-pattern'
  | 'type'
  | 'count'
  | 'cursor'
  | 'pipe-timeout'
  | 'memkeys-samples'
  | 'keystats-samples'
  | 'top'
  | 'hotkeys-count'
  | 'sync-mode';

/** The groups of the usage text and of the man page, in their order. */
export const FLAG_GROUPS = [
  'Connection',
  'Login',
  'TLS',
  'Cluster',
  'Input',
  'Output',
  'Safety',
  'Modes',
  'Other',
  'With a window',
] as const;
export type FlagGroup = (typeof FLAG_GROUPS)[number];

export interface CliFlag {
  flag: string;
  /** Where it is listed: without one, a flag of the command is among `Other`, and every other one `With a window`. */
  group?: FlagGroup;
  /** Other spellings, which the usage text leaves out. */
  aliases?: readonly string[];
  /** `prefix`: every flag that begins with it. `equals`: may carry its value as FLAG=VALUE. */
  match?: 'prefix' | 'equals';
  /** Name of its value; without one, the flag takes none. */
  value?: string;
  /** Whether the value is a password, or holds one before an @. */
  secret?: 'password' | 'login';
  /** Its lines in the usage text; without them it is not listed there. */
  help?: string;
  /** redis-cli has no flag of this name. */
  isOurs?: true;
  /** How ours does more than redis-cli's flag of this name, as the end of a row in docs/command-flags.md. */
  better?: string;
  /** The same of a flag that ours has not: why. */
  leftOut?: string;
  /** Its effect on the connection, for each flag whose meaning is `connect`. */
  connect?: ConnectField;
  /**
   * The command without a window. `redis-cli`: refused, with a hint to use redis-cli. `window`: refused, because it is for the
   * window. Without a meaning it is an unknown flag, with redis-cli 7.0's error.
   */
  headless?:
    | 'connect'
    | 'ignored'
    | 'usage'
    | 'version'
    | 'redis-cli'
    | 'window'
    | { form: CliForm }
    | { on: Switch }
    | { option: Option }
    | { mode: Mode; sets?: ModeOption }
    | { modeOption: ModeOption };
  /** The window's arguments; those with `connect` and `ignored`, its connect field too. Without a meaning it is refused. */
  window?: 'connect' | 'ignored' | 'demo' | 'learn' | 'saved' | 'link';
  /**
   * A pasted command line, if the meaning differs from the window's: `elsewhere` is not about a connection; `note` tells the
   * user what was left out; `refused` says why the line cannot be imported.
   */
  import?: 'elsewhere' | { note: string } | { refused: string; advice: string };
}
