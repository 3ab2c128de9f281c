/** Reads whether a server is a primary or a replica, and the replicas that a primary names. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { formatAddress, parseAddress } from '../wire/address.ts';
import { infoFields, isDenied, ServerError, textOf } from '../wire/read-reply.ts';
import type { Questions } from './questions.ts';
import { readHello } from './server-kind.ts';

export interface Role {
  role: 'primary' | 'replica';
  replicas: { address: NodeAddress; online: boolean }[];
}

/** The most replicas taken from one INFO. */
const REPLICAS = 100;

export async function readRole(questions: Questions, address: NodeAddress): Promise<Role> {
  try {
    const fields = infoFields(await questions.text(address, 'INFO', 'replication'));
    const role = fields.get('role') === 'slave' ? 'replica' : 'primary';
    return { role, replicas: role === 'primary' ? replicasOf(fields) : [] };
  } catch (error) {
    if (isDenied(error)) {
      const hello = await readHello((...text) => questions.reply(address, ...text));
      const role = textOf(hello.get('role'));
      return { role: role === 'replica' || role === 'slave' ? 'replica' : 'primary', replicas: [] };
    }
    // A proxy without INFO can still be used; one that requires a login cannot.
    if (!(error instanceof ServerError) || /^(NOAUTH|WRONGPASS)/.test(error.message)) throw error;
    return { role: 'primary', replicas: [] };
  }
}

/** `slave0:ip=127.0.0.1,port=7001,state=online,offset=1,lag=0`. */
function replicasOf(fields: ReadonlyMap<string, string>): Role['replicas'] {
  const lines = [...fields].filter(([name]) => /^slave\d+$/.test(name)).slice(0, REPLICAS);
  return lines.flatMap(([, line]) => {
    const parts = new Map(line.split(',').map((part) => part.split('=', 2) as [string, string]));
    const address = formatAddress(parts.get('ip') ?? '', Number(parts.get('port')));
    return parseAddress(address) ? [{ address, online: parts.get('state') === 'online' }] : [];
  });
}
