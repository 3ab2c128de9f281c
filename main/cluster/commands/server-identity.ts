/** Asks a server once, at connect, for its name, its version and its commands. */
import { BUNDLED_COMMANDS, type CommandTable } from '../../../shared/commands/command-table.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { CODIS } from '../../../shared/cluster/codis.ts';
import { readCommandTable } from './command-catalog.ts';
import { ConnectionError } from '../wire/errors.ts';
import { joinFrame, type RawReply } from '../wire/raw-reply.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { infoFields, isDenied, readReply, textOf } from '../wire/read-reply.ts';
import { readHello, type ServerKind } from '../topology/server-kind.ts';

/** Milliseconds for each of the two questions. */
const TIMEOUT_MS = 5000;

/** `Redis 7.0.15`, `Valkey 8.0.1`, from the fields of INFO; `Redis` if they name no version. */
export function serverName(info: ReadonlyMap<string, string>): string {
  const version = (name: string) => escapeForLine((info.get(name) ?? '').slice(0, 40));
  const valkey = version('valkey_version');
  return valkey ? `Valkey ${valkey}` : `Redis ${version('redis_version')}`.trim();
}

/** `Redis 7.0.15`, `Valkey 8.0.1`; a proxy's name without asking; empty if INFO is not answered. */
export async function readServer(
  connection: NodeConnection,
  kind: ServerKind | null = null,
): Promise<string> {
  if (kind?.kind === 'proxy') return kind.name;
  try {
    const info = infoFields(
      textOf(readReply(await connection.send(argsOf('INFO', 'server'), { timeout: TIMEOUT_MS }))),
    );
    return serverName(info);
  } catch (error) {
    return isDenied(error) ? helloName(connection).catch(() => '') : '';
  }
}

/** Asks HELLO instead, which needs no right. */
async function helloName(connection: NodeConnection): Promise<string> {
  const hello = await readHello(async (...text) =>
    readReply(await connection.send(argsOf(...text), { timeout: TIMEOUT_MS })),
  );
  const [server, version] = [textOf(hello.get('server')), textOf(hello.get('version'))];
  return serverName(new Map([[server === 'valkey' ? 'valkey_version' : 'redis_version', version]]));
}

const CODIS_COMMAND = 'slotshashkey';

/** `name` is that of INFO; empty if it is not answered. */
export const nameOfCodisServer = (name: string): string => ['codis-server', name].filter(Boolean).join(', ');

/** Bytes of COMMAND's reply that are read; Redis 8 with all its modules needs a fifth of them. */
const MAX_COMMAND_BYTES = 2 ** 21;

/**
 * Asks for the commands. The bundled table is used if COMMAND is not answered, not allowed, or not asked because the server is a
 * proxy. Calls `notify` if the reply is too large to read.
 */
export async function askCommands(
  connection: NodeConnection,
  kind: ServerKind | null = null,
  notify: (text: string) => void = () => {},
): Promise<AskedCommands> {
  // twemproxy 0.5 forwards COMMAND to any server, whose reply does not describe the proxy; older ones hang up. Behind
  // codis are servers of its own, which have commands that no other server has.
  if (kind?.kind === 'proxy' && kind.name !== CODIS) return new AskedCommands(null);
  try {
    const raw = await connection.send(argsOf('COMMAND'), { timeout: TIMEOUT_MS });
    if (raw.bytes <= MAX_COMMAND_BYTES) return new AskedCommands(raw);
    notify(tooMany(connection.address));
  } catch (error) {
    if (error instanceof ConnectionError && error.kind === 'too-large') notify(tooMany(connection.address));
  }
  return new AskedCommands(null);
}

/** The answer to COMMAND, read when its table is first needed: that takes as long as the rest of a connection to a node near by. */
export class AskedCommands {
  private raw: RawReply | null;
  private read = BUNDLED_COMMANDS;

  /** Null for the bundled table. */
  constructor(raw: RawReply | null) {
    this.raw = raw;
  }

  get table(): CommandTable {
    const { raw } = this;
    this.raw = null;
    if (raw === null) return this.read;
    try {
      this.read = readCommandTable(readReply(raw));
    } catch {} // an error reply, or one that is none
    return this.read;
  }

  /** Whether it has the commands that only codis's servers have. */
  get isOfCodis(): boolean {
    const mayBe =
      this.raw === null ||
      Buffer.from(joinFrame(this.raw)).toString('latin1').toLowerCase().includes(CODIS_COMMAND);
    return mayBe && Object.hasOwn(this.table, CODIS_COMMAND);
  }
}

const tooMany = (node: string) =>
  `${node} returns more than ${MAX_COMMAND_BYTES / 2 ** 20} MB of commands, which is too large. Slotshell uses the commands of Redis 7.0 instead; keys of other commands are unknown.`;
