/** Resolves the targets `@all`, `@primaries`, `@replicas`, `@slot:12706`, `@key:NAME` and `@node:7001`. Pure. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { AnswerGroup } from '../../../shared/session/execution.ts';
import { nodesOf } from '../topology/shard-numbers.ts';
import { primariesOf } from '../topology/building.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { codisWords } from '../../../shared/cluster/words.ts';
import { keySlot, SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { formatAddress, parseAddress } from '../wire/address.ts';
import { FailureError } from '../../../shared/failure.ts';
import { joinFrame, type RawReply } from '../wire/raw-reply.ts';
import { unmappedFailure } from '../topology/unmapped.ts';

const ADVICE =
  'Targets are @all, @primaries, @replicas, @slot:0…16383, @key:NAME, @node:PORT, ADDRESS or ID.';

type Owner = (slot: number) => NodeAddress | null;

/**
 * The nodes in the order of their shards; `topology` is null before the first map. Throws a FailureError if there is
 * none.
 */
export function targetNodes(target: string, topology: Topology | null, owner: Owner): NodeAddress[] {
  const map = mapFor(target, topology);
  const { kind, shards } = map;
  if (map.codis) {
    const [words, chinese] = [codisWords('en'), codisWords('zh-Hans')];
    const error = new FailureError('bad-argument', words.noTargets({ target }), words.noTargetsAdvice);
    error.failure.translations = {
      'zh-Hans': { message: chinese.noTargets({ target }), advice: chinese.noTargetsAdvice },
    };
    throw error;
  }
  const colon = target.indexOf(':');
  const name = (colon < 0 ? target : target.slice(0, colon)).toLowerCase();
  const value = colon < 0 ? '' : target.slice(colon + 1);
  if (kind === 'unmapped' && !/^@(slot|key|node)$/.test(name)) throw unmapped(target, map);
  const addressesOf = (nodes: readonly { address: NodeAddress }[]) => nodes.map(({ address }) => address);
  switch (name) {
    case '@all':
      return some(addressesOf(shards.flatMap(nodesOf)), 'There are no nodes.');
    case '@primaries':
      return some(primariesOf(map), 'There is no primary now.');
    case '@replicas':
      return some(addressesOf(shards.flatMap((shard) => shard.replicas)), 'There are no replicas.');
    case '@slot':
      if (!/^\d{1,5}$/.test(value) || Number(value) >= SLOT_COUNT)
        throw new FailureError('bad-argument', `${value || 'Nothing'} is not a slot.`, ADVICE);
      return ownerOf(target, Number(value), map, owner);
    case '@key':
      return ownerOf(target, keySlot(argsOf(value)[0]!), map, owner);
    case '@node':
      return some(nodesNamed(value, map), `No node of this cluster answers to ${value || 'nothing'}.`);
    default:
      throw new FailureError('bad-argument', `${target} is not a target.`, ADVICE);
  }
}

const unmapped = (target: string, map: Topology): FailureError =>
  unmappedFailure(`Not sent: it is not known where ${target} points`, map);

function some(nodes: NodeAddress[], none: string): NodeAddress[] {
  if (nodes.length === 0) throw new FailureError('bad-argument', none, ADVICE);
  return nodes;
}

function ownerOf(target: string, slot: number, map: Topology, owner: Owner): NodeAddress[] {
  if (map.kind !== 'cluster' && map.kind !== 'unmapped')
    throw new FailureError('bad-argument', 'This server is not in a cluster: it has no slots.', ADVICE);
  const node = owner(slot);
  if (!node && map.kind === 'unmapped') throw unmapped(target, map);
  return some(node ? [node] : [], `No node owns slot ${slot}.`);
}

/** The one node with this address, port, or beginning of an id; `[::1]:7000` too. */
function nodesNamed(value: string, { shards }: Topology): NodeAddress[] {
  const place = parseAddress(value);
  const named = place && formatAddress(place.host, place.port);
  const matches = shards
    .flatMap(nodesOf)
    .filter(
      ({ address, id }) =>
        address === value ||
        address === named ||
        address.endsWith(`:${value}`) ||
        (value.length >= 4 && id.startsWith(value)),
    );
  if (matches.length > 1)
    throw new FailureError('bad-argument', `${matches.length} nodes answer to ${value}.`, ADVICE);
  return matches.map(({ address }) => address);
}

/** Throws a FailureError if there is no map yet. */
export function mapFor(target: string, topology: Topology | null): Topology {
  if (topology) return topology;
  throw new FailureError(
    'not-connected',
    `Not sent: without a map of the cluster it is not known where ${target} points.`,
    'Connect, or log in with AUTH, then run it again.',
  );
}

export interface NodeAnswer {
  node: NodeAddress;
  shard: number | null;
  milliseconds: number;
  reply: RawReply | null;
  failure: AnswerGroup['failure'];
}

/** Groups answers of the same bytes, in the order of their first node; failures come last, one by one. */
export function groupAnswers(answers: readonly NodeAnswer[]): NodeAnswer[][] {
  const groups: NodeAnswer[][] = [];
  for (const answer of answers) {
    const same = groups.find(
      ([first]) => answer.reply && first!.reply && sameReply(first!.reply, answer.reply),
    );
    if (same) same.push(answer);
    else groups.push([answer]);
  }
  return groups.sort((a, b) => Number(a[0]!.reply === null) - Number(b[0]!.reply === null));
}

const sameReply = (a: RawReply, b: RawReply) =>
  a.bytes === b.bytes && Buffer.compare(joinFrame(a), joinFrame(b)) === 0;
