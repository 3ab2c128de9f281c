/** Where `@all`, `@primaries`, `@replicas`, `@slot:12706`, `@key:NAME` and `@node:7001` point. Pure. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { AnswerGroup } from '../../../shared/session/execution.ts';
import { nodesOf } from '../topology/shard-numbers.ts';
import { primariesOf } from '../topology/building.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { keySlot, SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { formatAddress, parseAddress } from '../wire/address.ts';
import { FailureError } from '../../../shared/failure.ts';
import { joinFrame, type RawReply } from '../wire/raw-reply.ts';
import { unmappedFailure } from '../topology/unmapped.ts';

const ADVICE =
  'Targets are @all, @primaries, @replicas, @slot:0…16383, @key:NAME, @node:PORT, ADDRESS or ID.';

/** The nodes in the order of their shards; `topology` null before the first map. Throws a FailureError for what points nowhere. */
export function targetNodes(
  target: string,
  topology: Topology | null,
  owner: (slot: number) => NodeAddress | null,
): NodeAddress[] {
  const { kind, shards } = (topology = mapFor(target, topology));
  const unmapped = () => unmappedFailure(`Not sent: it is not known where ${target} points`, topology!);
  const nodes = shards.flatMap(nodesOf);
  const colon = target.indexOf(':');
  const name = (colon < 0 ? target : target.slice(0, colon)).toLowerCase();
  const value = colon < 0 ? '' : target.slice(colon + 1);
  const found = (list: NodeAddress[], none: string): NodeAddress[] => {
    if (list.length === 0) throw new FailureError('bad-argument', none, ADVICE);
    return list;
  };
  const ownerOf = (slot: number) => {
    if (kind !== 'cluster' && kind !== 'unmapped')
      throw new FailureError('bad-argument', 'This server is not in a cluster: it has no slots.', ADVICE);
    const node = owner(slot);
    if (!node && kind === 'unmapped') throw unmapped();
    return found(node ? [node] : [], `No node owns slot ${slot}.`);
  };
  if (kind === 'unmapped' && !/^@(slot|key|node)$/.test(name)) throw unmapped();
  switch (name) {
    case '@all':
      return found(
        nodes.map((n) => n.address),
        'There are no nodes.',
      );
    case '@primaries':
      return found(primariesOf(topology), 'There is no primary now.');
    case '@replicas':
      return found(
        shards.flatMap((shard) => shard.replicas.map((n) => n.address)),
        'There are no replicas.',
      );
    case '@slot':
      if (!/^\d{1,5}$/.test(value) || Number(value) >= SLOT_COUNT)
        throw new FailureError('bad-argument', `${value || 'Nothing'} is not a slot.`, ADVICE);
      return ownerOf(Number(value));
    case '@key':
      return ownerOf(keySlot(argsOf(value)[0]!));
    case '@node': {
      // As one writes it: `[::1]:7000`.
      const place = parseAddress(value);
      const named = place && formatAddress(place.host, place.port);
      const matches = nodes.filter(
        ({ address, id }) =>
          address === value ||
          address === named ||
          address.endsWith(`:${value}`) ||
          (value.length >= 4 && id.startsWith(value)),
      );
      if (matches.length > 1)
        throw new FailureError('bad-argument', `${matches.length} nodes answer to ${value}.`, ADVICE);
      return found(
        matches.map((n) => n.address),
        `No node of this cluster answers to ${value || 'nothing'}.`,
      );
    }
    default:
      throw new FailureError('bad-argument', `${target} is not a target.`, ADVICE);
  }
}

/** Throws a FailureError where there is none yet. */
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

/** Answers of the same bytes together, in the order of their first node; those that failed one by one, last. */
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
