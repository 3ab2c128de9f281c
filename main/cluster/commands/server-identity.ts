/** What a server says of itself once, at connect: its name and version, and the commands it knows. */
import { BUNDLED_COMMANDS, type CommandTable } from '../../../shared/commands/command-table.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { OTHER_PROXY, TWEMPROXY } from '../../../shared/cluster/twemproxy.ts';
import { readCommandTable } from './command-catalog.ts';
import { ConnectionError } from '../wire/errors.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { infoFields, isDenied, readReply, textOf } from '../wire/read-reply.ts';
import { readHello, type ServerKind } from '../topology/server-kind.ts';

/** Milliseconds for each of the two questions. */
const TIMEOUT_MS = 5000;

/** `Redis 7.0.15`, `Valkey 8.0.1`, by the fields of INFO; `Redis` where they name no version. */
export function serverName(info: ReadonlyMap<string, string>): string {
  const version = (name: string) => escapeForLine((info.get(name) ?? '').slice(0, 40));
  const valkey = version('valkey_version');
  return valkey ? `Valkey ${valkey}` : `Redis ${version('redis_version')}`.trim();
}

/** `Redis 7.0.15`, `Valkey 8.0.1`; `twemproxy` or `proxy`, which are not asked; empty where INFO is not answered. */
export async function readServer(
  connection: NodeConnection,
  kind: ServerKind | null = null,
): Promise<string> {
  if (kind?.kind === 'proxy') return kind.hangsUp ? TWEMPROXY : OTHER_PROXY;
  try {
    const info = infoFields(
      textOf(readReply(await connection.send(argsOf('INFO', 'server'), { timeout: TIMEOUT_MS }))),
    );
    return serverName(info);
  } catch (error) {
    return isDenied(error) ? helloName(connection).catch(() => '') : '';
  }
}

/** By HELLO, which needs no right. */
async function helloName(connection: NodeConnection): Promise<string> {
  const hello = await readHello(async (...text) =>
    readReply(await connection.send(argsOf(...text), { timeout: TIMEOUT_MS })),
  );
  const [server, version] = [textOf(hello.get('server')), textOf(hello.get('version'))];
  return serverName(new Map([[server === 'valkey' ? 'valkey_version' : 'redis_version', version]]));
}

/** Bytes of COMMAND's answer that are read; Redis 8 with all its modules says a fifth of it. */
const MOST_COMMANDS = 2 ** 21;

/**
 * The bundled table where COMMAND is not answered, to a user who may not ask, or not asked: of a proxy. `tell` gets a
 * sentence where the answer is larger than what is read.
 */
export async function readCommands(
  connection: NodeConnection,
  kind: ServerKind | null = null,
  tell: (text: string) => void = () => {},
): Promise<CommandTable> {
  // twemproxy 0.5 passes it on to any server, whose answer is not about the proxy; before, it hangs up.
  if (kind?.kind === 'proxy') return BUNDLED_COMMANDS;
  try {
    const raw = await connection.send(argsOf('COMMAND'), { timeout: TIMEOUT_MS });
    if (raw.bytes <= MOST_COMMANDS) return readCommandTable(readReply(raw));
    tell(tooMany(connection.address));
  } catch (error) {
    if (error instanceof ConnectionError && error.kind === 'too-large') tell(tooMany(connection.address));
  }
  return BUNDLED_COMMANDS;
}

const tooMany = (node: string) =>
  `${node} lists its commands in more than ${MOST_COMMANDS / 2 ** 20} MB, which is not read: the commands of Redis 7.0 are taken instead, and where keys stand in others is not known.`;
