/**
 * The server that Sentinels call master of a name, found as the guidelines for Sentinel clients say: the first Sentinel
 * that answers is believed, and the server is asked whether it agrees.
 * Source: SENTINEL GET-MASTER-ADDR-BY-NAME, SENTINELS, REPLICAS (2.8; REPLICAS since 5.0), ROLE (2.8.12).
 */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { formatAddress, parseAddress } from '../wire/address.ts';
import type { ConnectionOptions } from '../wire/link-options.ts';
import { TransportError } from '../wire/errors.ts';
import { FailureError } from '../../../shared/failure.ts';
import { isRefusal } from '../wire/first-answer.ts';
import { transportFailure } from '../wire/hop-failure.ts';
import { NodeConnection } from '../wire/node-connection.ts';
import { fieldsOf, itemsOf, readReply, textOf } from '../wire/read-reply.ts';

export interface SentinelOptions {
  /** Addresses of Sentinels. */
  sentinels: readonly NodeAddress[];
  master: string;
  /** How Sentinels are connected to; their login is not the servers'. */
  connection: Omit<ConnectionOptions, 'host' | 'port'>;
  /** How the servers are. */
  servers: Omit<ConnectionOptions, 'host' | 'port'>;
}

/** Sentinels to be asked for the master of a name. */
export type SentinelSeeds = Omit<SentinelOptions, 'servers'>;

/** What the Sentinels say. */
export interface Watched {
  master: NodeAddress;
  replicas: NodeAddress[];
  /** All Sentinels that watch it, the one that answered first. */
  sentinels: NodeAddress[];
}

const TIMEOUT_MS = 2000;
/** Addresses taken from one answer at most. */
const MOST = 100;

/** Rejects with a FailureError where no Sentinel answers or lets us in, none knows the name, or the server is no master. */
export async function findMaster(options: SentinelOptions): Promise<Watched> {
  const { sentinels, master } = options;
  const problems: string[] = [];
  let unknown = false;
  let refused: keyof typeof LOGINS | null = null;
  for (const sentinel of sentinels) {
    const connection = open(sentinel, options.connection);
    try {
      const reply = await ask(connection, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', master);
      const [host, port] = itemsOf(reply).map(textOf);
      if (!host || !port) {
        unknown = true;
        problems.push(`${sentinel} does not know ${master}`);
        continue;
      }
      const address = formatAddress(host, Number(port));
      if (!parseAddress(address)) {
        problems.push(`${sentinel} says ${address}, which is no address`);
        continue;
      }
      const [others, replicas] = await Promise.all([
        listed(connection, 'SENTINELS', master),
        listed(connection, 'REPLICAS', master).catch(() => listed(connection, 'SLAVES', master)),
      ]);
      const role = await roleOf(address, options.servers);
      if (role === 'master') return { master: address, replicas, sentinels: [sentinel, ...others] };
      if (role === 'refused') refused ??= 'password';
      problems.push(`${sentinel} says ${address}, which ${ROLES[role] ?? `is a ${role}`}`);
    } catch (error) {
      if (error instanceof TransportError) throw asFailure(error);
      if (isRefusal(error)) refused ??= 'sentinelPassword';
      problems.push(
        `${sentinel}: ${error instanceof Error ? error.message.replace(/\.$/, '') : String(error)}`,
      );
    } finally {
      connection.close();
    }
  }
  const told = `No master of the name ${master}: ${problems.join('; ')}.`.slice(0, 1000);
  if (unknown)
    throw new FailureError(
      'unreachable',
      told,
      'Check the name: SENTINEL MASTERS lists those that a Sentinel watches.',
    );
  if (refused) throw new FailureError('auth', told, LOGINS[refused], refused);
  throw new FailureError(
    'unreachable',
    told,
    'A failover may be under way: try again in a moment. Check the Sentinels’ addresses.',
  );
}

const ROLES: { readonly [role: string]: string } = {
  '': 'does not answer',
  refused: 'refuses the login',
};

const LOGINS = {
  sentinelPassword: 'Give the Sentinels’ own user and password: they are not the servers’.',
  password: 'Check user and password of the servers; the Sentinels let us in.',
};

function asFailure(error: TransportError): FailureError {
  const { code, message, advice } = transportFailure(error);
  return new FailureError(code, message, advice, error.secret);
}

/** Finds the master as findMaster does, by the Sentinels that were met on the way too; where they are reached, is the servers' way. */
export function masterFinder(
  seeds: SentinelSeeds,
  servers: () => SentinelOptions['servers'],
): () => Promise<NodeAddress> {
  let { sentinels } = seeds;
  return async () => {
    const now = servers();
    const connection = { ...seeds.connection, reach: now.reach };
    const found = await findMaster({ ...seeds, sentinels, connection, servers: now });
    sentinels = [...new Set([...seeds.sentinels, ...found.sentinels])].slice(0, MOST);
    return found.master;
  };
}

function open(address: NodeAddress, options: SentinelOptions['connection']): NodeConnection {
  const place = parseAddress(address);
  if (!place) throw new FailureError('bad-argument', `${address} is not an address.`, 'Give host:port.');
  // A Sentinel has no databases.
  return new NodeConnection({ ...options, ...place, database: 0, protocol: 2, own: 'panels' });
}

const ask = async (connection: NodeConnection, ...text: string[]) =>
  readReply(await connection.send(argsOf(...text), { timeout: TIMEOUT_MS }));

async function listed(connection: NodeConnection, what: string, master: string): Promise<NodeAddress[]> {
  const found = itemsOf(await ask(connection, 'SENTINEL', what, master)).map(fieldsOf);
  return found.slice(0, MOST).flatMap((fields) => {
    const address = formatAddress(textOf(fields.get('ip')), Number(textOf(fields.get('port'))));
    return parseAddress(address) ? [address] : [];
  });
}

/** `master`, `slave`; `refused` where it wants another login; empty where it does not answer. */
async function roleOf(address: NodeAddress, options: SentinelOptions['servers']): Promise<string> {
  const connection = open(address, options);
  try {
    return textOf(itemsOf(await ask(connection, 'ROLE'))[0]).slice(0, 20);
  } catch (error) {
    return isRefusal(error) ? 'refused' : '';
  } finally {
    connection.close();
  }
}
