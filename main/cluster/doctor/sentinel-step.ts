/** Checks which master the Sentinels name: SENTINEL GET-MASTER-ADDR-BY-NAME, MASTERS (2.8), REPLICAS (5.0). */
import { plural } from '../../../shared/format/count.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { formatAddress, parseAddress } from '../wire/address.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { fieldsOf, itemsOf, ServerError, textOf } from '../wire/read-reply.ts';
import { ask, skipped, textOfError, type Announced, type Diagnostics, type Finding } from './diagnostics.ts';

/** Names and replicas read from one reply, and names shown. */
const MAX_ITEMS = 100;
const MAX_NAMED = 10;

type Answer =
  { sentinel: NodeConnection; master: NodeAddress | null } | { sentinel: NodeConnection; error: unknown };

export async function checkMasterName({ sentinel, findings }: Diagnostics): Promise<Finding> {
  const { sentinels, servers } = findings;
  const name = sentinel?.master ?? '';
  const answers = await Promise.all(
    sentinels.loggedIn.map((one) =>
      masterOf(one, name).then(
        (master): Answer => ({ sentinel: one, master }),
        (error: unknown): Answer => ({ sentinel: one, error }),
      ),
    ),
  );
  if (answers.length === 0) return skipped('no Sentinel accepted the login');
  const named = answers.flatMap((one) => ('master' in one && one.master !== null ? [one.master] : []));
  servers.places = [...new Set(named)];
  const [master] = servers.places;
  if (master === undefined) return unnamed(answers, name);
  const witness = answers.find((one) => 'master' in one && one.master === master)!.sentinel;
  findings.announced = [announced(master, 'primary', ''), ...(await replicasOf(witness, name))];
  if (servers.places.length === 1 && named.length === answers.length)
    return { status: 'ok', found: `${name} is ${master}` };
  return {
    status: 'warning',
    found:
      servers.places.length > 1
        ? `the Sentinels name ${servers.places.length} different masters for ${name}`
        : `${named.length} of ${answers.length} Sentinels name ${master} as ${name}`,
    advice:
      servers.places.length > 1
        ? 'A failover may be in progress: run this again in a moment. If nothing changes, the Sentinels watch different servers under one name.'
        : 'Every Sentinel of the group should watch this master: run SENTINEL MONITOR on those that do not.',
    details: answers
      .map((one) => ({ text: lineOf(one, name), good: 'master' in one && one.master !== null }))
      .sort((a, b) => Number(a.good) - Number(b.good)),
  };
}

async function unnamed(answers: readonly Answer[], name: string): Promise<Finding> {
  const withoutMaster = answers.filter((one) => 'master' in one);
  if (withoutMaster.length === 0) return allFailed(answers, name);
  const lists = await Promise.all(withoutMaster.map(({ sentinel }) => mastersOf(sentinel)));
  const names = [...new Set(lists.flat())].slice(0, MAX_NAMED);
  return {
    status: 'failed',
    found: `no Sentinel knows a master named ${name}`,
    advice:
      names.length > 0
        ? `They watch ${names.join(', ')}: use ${plural(names.length, 'that name', 'one of these names')}.`
        : 'The Sentinels watch no master: add one with SENTINEL MONITOR.',
    details: answers.length > 1 ? answers.map((one) => ({ text: lineOf(one, name), good: false })) : [],
    ...(names.length > 0 && { remedy: { kind: 'master-name', names } as const }),
  };
}

function allFailed(answers: readonly Answer[], name: string): Finding {
  const [first] = answers;
  const isServer =
    first &&
    'error' in first &&
    first.error instanceof ServerError &&
    /unknown command/i.test(first.error.message);
  return {
    status: 'failed',
    found: isServer ? `${first.sentinel.address} is not a Sentinel` : lineOf(first!, name),
    advice: isServer
      ? 'Use the Sentinels’ port (26379 by default), or turn Sentinel off to connect to this server directly.'
      : 'Allow the Sentinels’ user to run SENTINEL, then run this again.',
    details: answers.length > 1 ? answers.map((one) => ({ text: lineOf(one, name), good: false })) : [],
  };
}

function lineOf(answer: Answer, name: string): string {
  const { address } = answer.sentinel;
  if ('error' in answer) return `${address}: ${textOfError(answer.error)}`;
  return answer.master === null ? `${address} does not know ${name}` : `${address} names ${answer.master}`;
}

async function masterOf(sentinel: NodeConnection, name: string): Promise<NodeAddress | null> {
  const reply = await ask(sentinel, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name);
  const [host, port] = itemsOf(reply).map(textOf);
  if (!host || !port) return null;
  const address = formatAddress(host, Number(port));
  if (!parseAddress(address)) throw new Error(`it names ${address.slice(0, 300)}, which is not an address`);
  return address;
}

const mastersOf = (sentinel: NodeConnection): Promise<string[]> =>
  ask(sentinel, 'SENTINEL', 'MASTERS').then(
    (reply) =>
      itemsOf(reply)
        .slice(0, MAX_ITEMS)
        .map((item) => textOf(fieldsOf(item).get('name')).slice(0, 200))
        .filter((name) => name !== ''),
    () => [],
  );

async function replicasOf(sentinel: NodeConnection, name: string): Promise<Announced[]> {
  const reply = await ask(sentinel, 'SENTINEL', 'REPLICAS', name)
    .catch(() => ask(sentinel, 'SENTINEL', 'SLAVES', name))
    .catch(() => undefined);
  return itemsOf(reply)
    .slice(0, MAX_ITEMS)
    .map(fieldsOf)
    .map((fields) =>
      announced(
        formatAddress(textOf(fields.get('ip')), Number(textOf(fields.get('port')))),
        'replica',
        textOf(fields.get('flags')),
      ),
    )
    .filter(({ address }) => parseAddress(address) !== null);
}

const announced = (address: NodeAddress, role: Announced['role'], flags: string): Announced => ({
  id: address,
  address,
  role,
  failed: /[so]_down/.test(flags),
  version: '',
});
