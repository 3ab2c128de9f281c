/** The arguments of a connection as they may be kept: without secrets, and with whole paths. Pure, but for the present directory. */
import { homedir } from 'node:os';
import path from 'node:path';
import type { ConnectField } from './cli-flag-row.ts';
import { flagOf } from './cli-flags.ts';
import { isUrl } from './connection-url.ts';

const FILES: ReadonlySet<ConnectField | undefined> = new Set(['ca', 'caDirectory', 'cert', 'key'] as const);

export interface LastingArgs {
  args: string[];
  /** False if something was left out: a password, or the login in a URL. */
  isWhole: boolean;
}

/** `directory` is where relative paths begin. */
export function lastingArgs(args: readonly string[], directory: string): LastingArgs {
  const kept: string[] = [];
  let isWhole = true;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const row = flagOf(arg);
    const value = row?.value === undefined ? undefined : args[++i];
    if (row?.secret === 'password') isWhole = false;
    else if (value === undefined) kept.push(withoutLogin(arg));
    else if (row?.connect === 'proxy') {
      kept.push(arg, loginOut(value));
      isWhole &&= kept.at(-1) === value;
    } else kept.push(arg, FILES.has(row?.connect) ? wholePath(value, directory) : withoutLogin(value));
  }
  isWhole &&= kept.length === args.length && kept.every((arg, i) => !isUrl(arg) || arg === args[i]);
  return { args: kept, isWhole };
}

/** Of a URL, what is before an @ or behind a question mark may be a secret. */
const withoutLogin = (arg: string) => (isUrl(arg) ? loginOut(arg).split(/[?#]/, 1)[0]! : arg);

const loginOut = (url: string) => url.replace(/^(\w+:\/\/).*@/s, '$1');

const wholePath = (file: string, directory: string) =>
  /^~[/\\]/.test(file) ? path.join(homedir(), file.slice(2)) : path.resolve(directory, file);
