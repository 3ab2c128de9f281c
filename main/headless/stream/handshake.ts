/** The commands with which redis-cli begins each connection, if the flags ask for them. */
import { argsOf } from '../../../shared/resp/resp.ts';
import type { Flags } from '../flags.ts';

export interface Handshake {
  args: readonly Uint8Array[];
  /** What redis-cli prints before the server's error. */
  refusal: string;
}

export function handshakeOf({ target }: Flags, database: number): Handshake[] {
  const { username, password, protocol } = target.connection;
  const steps: Handshake[] = [];
  if (password !== undefined) {
    const login = username === undefined ? [password] : [username, password];
    steps.push({ args: argsOf('AUTH', ...login), refusal: 'AUTH failed' });
  }
  if (database > 0)
    steps.push({ args: argsOf('SELECT', String(database)), refusal: `SELECT ${database} failed` });
  if (protocol === 3) steps.push({ args: argsOf('HELLO', '3'), refusal: 'HELLO 3 failed' });
  return steps;
}
