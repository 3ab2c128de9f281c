/** Plans a snapshot of each primary with slots, and a file about all nodes. Pure. */
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import { counted } from '../../../../shared/format/count.ts';
import { splitAddress } from '../../wire/address.ts';
import { PLAIN_STEP, planOf, type StepDraft } from '../planning/plan-of.ts';
import { ownersIn, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';

const MAX_HOST = 100;

export function planBackup(request: RequestOf<'backup'>, reading: ClusterReading): Plan | PlanRefusal {
  const primaries = ownersIn(reading);
  if (primaries.length === 0) return { refusal: 'The cluster has no primary with slots.' };
  const away = primaries.find(({ trouble }) => trouble !== null);
  if (away) return { refusal: `${away.address} does not answer, so its keys cannot be saved.` };
  const directory = request.directory.replace(/[/\\]$/, '');
  const saves = primaries.map(({ address, ...node }): StepDraft => {
    const file = `${directory}/${fileName({ address, ...node })}`;
    return {
      ...PLAIN_STEP,
      title: `Save the keys of ${address}.`,
      action: { kind: 'save-node', node: address, file },
      commands: ['REPLCONF rdb-only 1', 'REPLCONF capa eof', 'SYNC'].map((line) => ({ node: address, line })),
      risk: 'The server forks for the snapshot, and needs more memory the more is written meanwhile.',
    };
  });
  return planOf(reading, {
    request,
    title: `Back up ${counted(primaries.length, 'primary')} into ${request.directory}`,
    remarks: [
      'The files are not of one point in time: each primary is saved after the one before it.',
      'Files of an earlier backup that have the same names are replaced.',
    ],
    nodes: primaries.map(({ id }) => id),
    owners: primaries.map(({ id }) => id),
    steps: [
      ...saves,
      {
        ...PLAIN_STEP,
        title: 'Save what is known of the nodes.',
        action: { kind: 'save-nodes-file', file: `${directory}/nodes.json` },
        commands: [{ node: reading.seed, line: 'CLUSTER NODES' }],
      },
    ],
  });
}

/** redis-cli's name. A host comes from servers, so it may hold only what cannot leave the directory. */
function fileName({ address, id }: Pick<NodeReading, 'address' | 'id'>): string {
  const { host = '', port = 0 } = splitAddress(address) ?? {};
  const safe = (text: string) => text.slice(0, MAX_HOST).replace(/[^\w.-]/g, '_');
  return `redis-node-${safe(host)}-${port}-${safe(id)}.rdb`;
}
