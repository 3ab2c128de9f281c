/** Which master the Sentinels name: SENTINEL GET-MASTER-ADDR-BY-NAME, MASTERS (2.8), REPLICAS (5.0). */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { formatAddress, parseAddress } from '../wire/address.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { fieldsOf, itemsOf, ServerError, textOf } from '../wire/read-reply.ts';
import { ask, SKIPPED, textOfError, type Announced, type Diagnostics, type Finding } from './diagnostics.ts';

/** Names and replicas taken from one answer at most. */
const MOST = 100;
const NAMED = 10;

type Answer =
  { sentinel: NodeConnection; master: NodeAddress | null } | { sentinel: NodeConnection; trouble: unknown };

export async function checkMasterName({ sentinel, findings }: Diagnostics): Promise<Finding> {
  const { sentinels, servers } = findings;
  const name = sentinel?.master ?? '';
  const answers = await Promise.all(
    sentinels.loggedIn.map((one) =>
      masterOf(one, name).then(
        (master): Answer => ({ sentinel: one, master }),
        (trouble: unknown): Answer => ({ sentinel: one, trouble }),
      ),
    ),
  );
  if (answers.length === 0) return SKIPPED('no Sentinel was logged in to');
  const named = answers.flatMap((one) => ('master' in one && one.master !== null ? [one.master] : []));
  servers.places = [...new Set(named)];
  const [master] = servers.places;
  if (master === undefined) return unnamed(answers, name);
  const teller = answers.find((one) => 'master' in one && one.master === master)!.sentinel;
  findings.announced = [announced(master, 'primary', ''), ...(await replicasOf(teller, name))];
  if (servers.places.length === 1 && named.length === answers.length)
    return { status: 'ok', found: `${name} is ${master}` };
  return {
    status: 'warning',
    found:
      servers.places.length > 1
        ? `the Sentinels name ${servers.places.length} different masters for ${name}`
        : `${named.length} of ${answers.length} Sentinels say that ${name} is ${master}`,
    advice:
      servers.places.length > 1
        ? 'A failover may be under way: run this again in a moment. If it stays so, they watch different servers under one name.'
        : 'Every Sentinel of the group should watch it: SENTINEL MONITOR on those that do not.',
    details: answers
      .map((one) => ({ text: lineOf(one, name), good: 'master' in one && one.master !== null }))
      .sort((a, b) => Number(a.good) - Number(b.good)),
  };
}

async function unnamed(answers: readonly Answer[], name: string): Promise<Finding> {
  const ignorant = answers.filter((one) => 'master' in one);
  if (ignorant.length === 0) return troubled(answers, name);
  const lists = await Promise.all(ignorant.map(({ sentinel }) => mastersOf(sentinel)));
  const names = [...new Set(lists.flat())].slice(0, NAMED);
  return {
    status: 'failed',
    found: `no Sentinel knows a master named ${name}`,
    advice:
      names.length > 0
        ? `They watch ${names.join(', ')}: give ${names.length === 1 ? 'that name' : 'one of these names'}.`
        : 'They watch no master at all: tell them of it with SENTINEL MONITOR.',
    details: answers.length > 1 ? answers.map((one) => ({ text: lineOf(one, name), good: false })) : [],
    ...(names.length > 0 && { remedy: { kind: 'master-name', names } as const }),
  };
}

function troubled(answers: readonly Answer[], name: string): Finding {
  const [first] = answers;
  const isServer =
    first &&
    'trouble' in first &&
    first.trouble instanceof ServerError &&
    /unknown command/i.test(first.trouble.message);
  return {
    status: 'failed',
    found: isServer ? `${first.sentinel.address} is not a Sentinel` : lineOf(first!, name),
    advice: isServer
      ? 'Give the Sentinels’ port (26379 unless it was changed); or switch Sentinel off to connect to this server itself.'
      : 'The Sentinels’ user must be allowed to run SENTINEL; then run this again.',
    details: answers.length > 1 ? answers.map((one) => ({ text: lineOf(one, name), good: false })) : [],
  };
}

function lineOf(answer: Answer, name: string): string {
  const { address } = answer.sentinel;
  if ('trouble' in answer) return `${address}: ${textOfError(answer.trouble)}`;
  return answer.master === null ? `${address} does not know ${name}` : `${address} names ${answer.master}`;
}

async function masterOf(sentinel: NodeConnection, name: string): Promise<NodeAddress | null> {
  const reply = await ask(sentinel, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name);
  const [host, port] = itemsOf(reply).map(textOf);
  if (!host || !port) return null;
  const address = formatAddress(host, Number(port));
  if (!parseAddress(address)) throw new Error(`it names ${address.slice(0, 300)}, which is no address`);
  return address;
}

const mastersOf = (sentinel: NodeConnection): Promise<string[]> =>
  ask(sentinel, 'SENTINEL', 'MASTERS').then(
    (reply) =>
      itemsOf(reply)
        .slice(0, MOST)
        .map((item) => textOf(fieldsOf(item).get('name')).slice(0, 200))
        .filter((name) => name !== ''),
    () => [],
  );

async function replicasOf(sentinel: NodeConnection, name: string): Promise<Announced[]> {
  const reply = await ask(sentinel, 'SENTINEL', 'REPLICAS', name)
    .catch(() => ask(sentinel, 'SENTINEL', 'SLAVES', name))
    .catch(() => undefined);
  return itemsOf(reply)
    .slice(0, MOST)
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
