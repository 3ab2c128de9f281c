/**
 * Finds the master that Sentinels name, following the guidelines for Sentinel clients: trust the first Sentinel that
 * answers, then ask the server to confirm its role.
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
  /** Connection settings for the Sentinels, whose login differs from the servers'. */
  connection: Omit<ConnectionOptions, 'host' | 'port'>;
  /** Connection settings for the servers. */
  servers: Omit<ConnectionOptions, 'host' | 'port'>;
}

/** Sentinels to ask for a master. */
export type SentinelSeeds = Omit<SentinelOptions, 'servers'>;

/** The master with its replicas and Sentinels. */
export interface Watched {
  master: NodeAddress;
  replicas: NodeAddress[];
  /** All Sentinels that watch it, starting with the one that answered. */
  sentinels: NodeAddress[];
}

const TIMEOUT_MS = 2000;
/** Addresses read from one reply. */
const MAX_ADDRESSES = 100;

/** Rejects with a FailureError if no Sentinel accepts us, none knows the name, or the server is not a master. */
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
        problems.push(`${sentinel} names ${address}, which is not an address`);
        continue;
      }
      const [others, replicas] = await Promise.all([
        listed(connection, 'SENTINELS', master),
        listed(connection, 'REPLICAS', master).catch(() => listed(connection, 'SLAVES', master)),
      ]);
      const role = await roleOf(address, options.servers);
      if (role === 'master') return { master: address, replicas, sentinels: [sentinel, ...others] };
      if (role === 'refused') refused ??= 'password';
      problems.push(`${sentinel} names ${address}, which ${ROLES[role] ?? `is a ${role}`}`);
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
  const message = `No master named ${master}: ${problems.join('; ')}.`.slice(0, 1000);
  if (unknown)
    throw new FailureError(
      'unreachable',
      message,
      'Check the name: SENTINEL MASTERS lists the masters that a Sentinel watches.',
    );
  if (refused) throw new FailureError('auth', message, LOGINS[refused], refused);
  throw new FailureError(
    'unreachable',
    message,
    'A failover may be in progress: try again in a moment. Otherwise check the Sentinels’ addresses.',
  );
}

const ROLES: { readonly [role: string]: string } = {
  '': 'does not answer',
  refused: 'refuses the login',
};

const LOGINS = {
  sentinelPassword: 'Enter the Sentinels’ own user and password: they differ from the servers’.',
  password: 'Check the servers’ user and password. The Sentinels accepted theirs.',
};

function asFailure(error: TransportError): FailureError {
  const { code, message, advice } = transportFailure(error);
  return new FailureError(code, message, advice, error.secret);
}

/** Returns a findMaster that also uses the Sentinels found so far. They share the servers' NAT map. */
export function masterFinder(
  seeds: SentinelSeeds,
  servers: () => SentinelOptions['servers'],
): () => Promise<NodeAddress> {
  let { sentinels } = seeds;
  return async () => {
    const now = servers();
    const connection = { ...seeds.connection, reach: now.reach };
    const found = await findMaster({ ...seeds, sentinels, connection, servers: now });
    sentinels = [...new Set([...seeds.sentinels, ...found.sentinels])].slice(0, MAX_ADDRESSES);
    return found.master;
  };
}

function open(address: NodeAddress, options: SentinelOptions['connection']): NodeConnection {
  const place = parseAddress(address);
  if (!place) throw new FailureError('bad-argument', `${address} is not an address.`, 'Use host:port.');
  // A Sentinel has no databases.
  return new NodeConnection({ ...options, ...place, database: 0, protocol: 2, own: 'panels' });
}

const ask = async (connection: NodeConnection, ...text: string[]) =>
  readReply(await connection.send(argsOf(...text), { timeout: TIMEOUT_MS }));

async function listed(connection: NodeConnection, what: string, master: string): Promise<NodeAddress[]> {
  const found = itemsOf(await ask(connection, 'SENTINEL', what, master)).map(fieldsOf);
  return found.slice(0, MAX_ADDRESSES).flatMap((fields) => {
    const address = formatAddress(textOf(fields.get('ip')), Number(textOf(fields.get('port'))));
    return parseAddress(address) ? [address] : [];
  });
}

/** `master`, `slave`; `refused` if it requires another login; empty if it does not answer. */
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
