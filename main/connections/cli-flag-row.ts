/** What a row of the table of flags says. */
import type { CliForm } from '../../shared/format/cli.ts';

/** What a flag says about where and how to connect. */
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
  | 'cert'
  | 'key'
  | 'insecure'
  | 'production'
  | 'readOnly';

/** An option of the command without a window that is on or off. */
export type Switch =
  'follow' | 'errorCode' | 'askPassword' | 'lastArg' | 'quotedInput' | 'noAuthWarning' | 'annotate';

/** An option of the command without a window that takes a value. */
export type Option =
  'socket' | 'repeat' | 'interval' | 'stdinTag' | 'delimiter' | 'end' | 'evalFile' | 'showPushes';

export interface CliFlag {
  flag: string;
  /** Other spellings, which the usage text leaves out. */
  aliases?: readonly string[];
  /** `prefix`: stands for every flag that begins with it. `equals`: may carry its value as FLAG=VALUE. */
  match?: 'prefix' | 'equals';
  /** What its value is; without one, the flag takes none. */
  value?: string;
  /** Whether the value is a password, or holds one before an @. */
  secret?: 'password' | 'login';
  /** Its lines in the usage text; without them it is not listed there. */
  help?: string;
  /** What it says about the connection, for everyone whose meaning is `connect`. */
  connect?: ConnectField;
  /**
   * The command without a window: `redis-cli` refuses it and names redis-cli; `window` refuses it and says that it is for the
   * window. Without a meaning it is unknown there, as an unknown flag is to redis-cli 7.0.
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
    | { option: Option };
  /** The window's arguments; those with `connect` and `ignored`, its connect field too. Without a meaning it is refused. */
  window?: 'connect' | 'ignored' | 'demo' | 'saved';
  /**
   * A pasted command line, where it has another meaning than in the window: `elsewhere` says nothing about a connection;
   * `note` is the sentence that the user reads about what was left out; `refused`, why the line cannot be taken.
   */
  import?: 'elsewhere' | { note: string } | { refused: string; advice: string };
}
