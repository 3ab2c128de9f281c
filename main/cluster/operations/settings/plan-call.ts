/** Plans one command at all nodes. */
import { counted } from '../../../../shared/format/count.ts';
import { firstSecret, showCommand } from '../../../../shared/commands/command-secrets.ts';
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import { PLAIN_STEP, planOf } from '../planning/plan-of.ts';
import type { ClusterReading } from '../reading/cluster-reading.ts';

const MAX_SHOWN = 200;
const ROLES = { all: null, primaries: 'primary', replicas: 'replica' } as const;

export function planCall(request: RequestOf<'call'>, reading: ClusterReading): Plan | PlanRefusal {
  const words = request.args.map((word) => Buffer.from(word));
  if (firstSecret(words) !== null)
    return { refusal: 'The command holds a secret, which plans and journals never do: send it by hand.' };
  const line = showCommand(words, MAX_SHOWN);
  const role = ROLES[request.only];
  const chosen = reading.nodes.filter((node) => role === null || node.role === role);
  if (chosen.length === 0) return { refusal: `The cluster has no ${request.only}.` };
  return planOf(reading, {
    request,
    title: `Call ${line} at ${counted(chosen.length, 'node')}`,
    remarks: ['It is sent to each node by itself: whatever it changes is not undone.'],
    nodes: [],
    owners: [],
    steps: chosen.map(({ address }) => ({
      ...PLAIN_STEP,
      title: `Call ${line} at ${address}.`,
      action: { kind: 'call', node: address, args: request.args },
      commands: [{ node: address, line }],
      onFailure: 'go-on',
    })),
  });
}
