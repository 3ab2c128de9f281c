/** CLUSTER SETSLOT of many slots at one node, and how servers take it. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { Reply } from '../../../../shared/resp/resp.ts';
import { itemsOf } from '../../wire/read-reply.ts';
import type { Answer, Arg, Failed, OperationNodes } from '../reading/nodes.ts';
import type { Move } from './move.ts';

const NO_REPLICAS = /^NOREPLICAS/;
/** Milliseconds that replicas get for a SETSLOT by itself, less than a reply may take; those of a batch share them. */
const REPLICAS_MS = 4000;
const MIN_REPLICAS_MS = 100;
const ATTEMPTS = 5;

/**
 * The first failure; undefined if all slots are set. Valkey 8 waits for the replicas that count as online, for 2 s or TIMEOUT, and
 * then refuses and has changed nothing. A frozen replica counts for repl-timeout, so each command would wait: there the first goes
 * alone.
 */
export async function setSlots(
  { context, hasTimeout }: Pick<Move, 'context' | 'hasTimeout'>,
  node: NodeAddress,
  slots: readonly number[],
  state: readonly Arg[],
): Promise<Failed | undefined> {
  const isSlow = hasTimeout !== false;
  const rest = isSlow ? slots.slice(1) : slots;
  const command = (slot: number, replicasMs: number): Arg[] => [
    ...['CLUSTER', 'SETSLOT', slot, ...state],
    ...(hasTimeout ? ['TIMEOUT', replicasMs] : []),
  ];
  const alone = async (slot: number): Promise<Failed | undefined> => {
    for (let attempt = 1; ; attempt++) {
      const answer = await context.nodes.ask(node, command(slot, REPLICAS_MS));
      if (answer.kind === 'reply') return undefined;
      if (!isWithoutReplicas(answer) || attempt === ATTEMPTS || context.control.wish === 'stop')
        return answer;
    }
  };
  const failed = isSlow && slots.length > 0 ? await alone(slots[0]!) : undefined;
  if (failed) return failed;
  const each = Math.max(MIN_REPLICAS_MS, Math.floor(REPLICAS_MS / (rest.length + 1)));
  const answers = await context.nodes.pipeline(
    node,
    rest.map((slot) => command(slot, each)),
  );
  for (const [i, answer] of answers.entries()) {
    const bad = isWithoutReplicas(answer) ? await alone(rest[i]!) : answer;
    if (bad && bad.kind !== 'reply') return bad;
  }
  return undefined;
}

export const isWithoutReplicas = (answer: Answer) =>
  answer.kind === 'refused' && NO_REPLICAS.test(answer.says);

/**
 * Whether SETSLOT has TIMEOUT at both nodes, as COMMAND DOCS (7.0) tells. If it may have it at one of them, a SETSLOT there waits
 * for replicas, which it cannot in a transaction.
 */
export async function setSlotAbilities(
  nodes: OperationNodes,
  both: readonly NodeAddress[],
): Promise<Required<Pick<Move, 'hasTimeout' | 'isClaimedTogether'>>> {
  const answers = await Promise.all(
    both.map((node) => nodes.ask(node, ['COMMAND', 'DOCS', 'cluster|setslot'])),
  );
  const says = answers.map((answer) =>
    answer.kind === 'reply' ? hasText(answer.reply, 'TIMEOUT') : undefined,
  );
  return {
    hasTimeout: says.every((has) => has === true),
    isClaimedTogether: says.every((has) => has === false),
  };
}

const hasText = (reply: Reply, text: string): boolean =>
  reply.type === 'string'
    ? Buffer.from(reply.bytes).toString() === text
    : reply.type === 'map'
      ? reply.entries.flat().some((item) => hasText(item, text))
      : itemsOf(reply).some((item) => hasText(item, text));
