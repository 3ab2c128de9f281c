/** What can be done about a row: the operation, and the line of the command that does it. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { OperationRequest } from '../../../../shared/operations/request.ts';
import { requestSchema } from '../../../../shared/operations/request.ts';
import type { SituationAction } from '../../../../shared/operations/situation.ts';
import type { NodeReading } from '../reading/cluster-reading.ts';
import type { Facts, ShardFacts } from './facts.ts';
import { isLinkUp } from '../members/failover-facts.ts';
import { FULL_COVERAGE, isDown, isHanging, isWorking } from './facts.ts';

type Parts = Pick<SituationAction, 'key' | 'label' | 'does'> & Partial<SituationAction>;

const actionOf = (parts: Parts): SituationAction => ({
  request: null,
  form: null,
  resume: null,
  start: null,
  command: null,
  refusal: null,
  ...parts,
});

/** `options` follow the subcommand's arguments: `--user alice --tls`. */
const lineOf = ({ options }: Facts, line: string): string =>
  `slotshell --cluster ${line}${options === '' ? '' : ` ${options}`}`;

/** A node that answers, for commands that need any: the same one each time, so that a line does not change while it is read. */
const entry = ({ reading, shards }: Facts): NodeAddress =>
  shards.find(({ primary }) => primary.trouble === null)?.primary.address ?? reading.seed;

export function startAction({ memory, reading }: Facts, node: NodeReading): SituationAction {
  const command = memory.starts.get(node.id) ?? null;
  return actionOf({
    key: 'S',
    label: `Start ${node.address}…`,
    does: isHanging(reading, node)
      ? `${node.address} refuses no connection and answers nothing: its process is stopped or stuck, or its machine is away. Look at it on its machine: let it go on (kill -CONT), or end it and start it again.`
      : command === null
        ? `Start the server of ${node.address} on its machine, in the way it was started before. It joins again by itself.`
        : `Start the server of ${node.address} on its machine, as the user that it ran as. It joins again by itself.`,
    start: node.address,
    command,
  });
}

/** The replica takes over: by a vote while the primary is away, by takeover without a majority, plainly otherwise. */
export function failoverAction(
  facts: Facts,
  { primary }: ShardFacts,
  replica: NodeReading,
  refusal: string | null = null,
): SituationAction {
  const { available, needed } = facts.votes;
  const how = !isDown(primary) ? 'plain' : available >= needed ? 'force' : 'takeover';
  const flag = how === 'plain' ? '' : ` --${how}`;
  return actionOf({
    key: 'O',
    label: 'Fail over…',
    does: {
      plain: `${replica.address} takes over from ${primary.address}, which holds writes back until it has all: nothing is lost.`,
      force: `${replica.address} asks the other primaries for their votes now. What it had not received is lost.`,
      takeover: `${replica.address} takes the slots without a vote. If ${primary.address} still serves clients elsewhere, its writes are lost.`,
    }[how],
    request: requestSchema.parse({ kind: 'failover', node: replica.id, how }),
    command: lineOf(facts, `failover ${replica.address}${flag}`),
    refusal: refusal ?? (how === 'plain' ? plainRefusal(primary, replica) : null),
  });
}

function plainRefusal(primary: NodeReading, replica: NodeReading): string | null {
  if (isDown(replica)) return `${replica.address} does not answer.`;
  return isWorking(replica) && isLinkUp(replica)
    ? null
    : `${replica.address} is not in sync with ${primary.address}.`;
}

export const addReplicaAction = (facts: Facts, { primary }: Pick<ShardFacts, 'primary'>): SituationAction =>
  actionOf({
    key: 'A',
    label: 'Add a replica…',
    does: `An empty server that you name joins as a replica of ${primary.address}.`,
    form: { kind: 'add-replica', primary: primary.id },
    command: lineOf(
      facts,
      `add-node NEW_HOST:PORT ${entry(facts)} --cluster-slave --cluster-master-id ${primary.id}`,
    ),
  });

export const forgetAction = (facts: Facts, node: NodeReading): SituationAction =>
  actionOf({
    key: 'G',
    label: `Forget ${node.address}…`,
    does: `All nodes forget ${node.address}. Only if it will not come back.`,
    request: requestSchema.parse({ kind: 'remove-node', node: node.id }),
    command: lineOf(facts, `del-node ${entry(facts)} ${node.id}`),
  });

type Fix = Partial<Extract<OperationRequest, { kind: 'fix' }>>;

const fix = (facts: Facts, parts: Parts, more: Fix): SituationAction =>
  actionOf({
    request: requestSchema.parse({ kind: 'fix', ...more }),
    command: lineOf(facts, `fix ${entry(facts)}${more.open === 'roll-back' ? ' --roll-back' : ''}`),
    ...parts,
  });

export const resumeAction = (facts: Facts, name: string): SituationAction =>
  actionOf({
    key: 'T',
    label: 'Take it up…',
    does: 'The operation goes on from where it ended.',
    resume: name,
    command: lineOf(facts, `resume ${name}`),
  });

/** For slots of which no node that answers has the keys. */
export const giveUpAction = (facts: Facts, { primary }: ShardFacts): SituationAction =>
  actionOf({
    key: 'X',
    label: 'Give its keys up…',
    does: `Its slots go to other primaries, empty. Only if the data of ${primary.address} is lost: when it returns, it deletes its keys.`,
    request: requestSchema.parse({ kind: 'fix', lostNodes: true }),
    command: lineOf(facts, `fix ${entry(facts)} --cluster-fix-with-unreachable-masters`),
  });

export const finishAction = (facts: Facts, does: string): SituationAction =>
  fix(facts, { key: 'F', label: 'Finish the move…', does }, { open: 'finish' });

export const rollBackAction = (facts: Facts, does: string): SituationAction =>
  fix(facts, { key: 'R', label: 'Roll back…', does }, { open: 'roll-back' });

export const fixAction = (facts: Facts, does: string, refusal: string | null = null): SituationAction =>
  fix(facts, { key: 'F', label: 'Fix…', does, refusal }, {});

export const rebalanceAction = (facts: Facts): SituationAction =>
  actionOf({
    key: 'B',
    label: 'Rebalance…',
    does: 'Moves slots until each primary has its share, the empty ones too.',
    request: requestSchema.parse({ kind: 'rebalance', emptyPrimaries: true }),
    command: lineOf(facts, `rebalance ${entry(facts)} --cluster-use-empty-masters`),
  });

/** For a cluster that refuses all commands because some slots are not served. */
export const serveRestAction = (facts: Facts, refusal: string | null): SituationAction =>
  actionOf({
    key: 'V',
    refusal,
    label: 'Serve the rest…',
    does: `Sets ${FULL_COVERAGE} no at all nodes: those that have their slots serve them again.`,
    request: requestSchema.parse({ kind: 'settings', changes: [{ name: FULL_COVERAGE, value: 'no' }] }),
    command: lineOf(facts, `call ${entry(facts)} config set ${FULL_COVERAGE} no`),
  });
