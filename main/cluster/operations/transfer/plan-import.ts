/** Plans the import of a plain server's keys. Pure. */
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { RequestOf } from '../../../../shared/operations/request.ts';
import { counted } from '../../../../shared/format/count.ts';
import { planOf } from '../planning/plan-of.ts';
import { nodeById, ownerTable, type ClusterReading } from '../reading/cluster-reading.ts';
import { unfitSource, type SourceReading } from './read-source.ts';

export function planImport(
  request: RequestOf<'import'>,
  reading: ClusterReading,
  source: SourceReading | PlanRefusal,
): Plan | PlanRefusal {
  if ('refusal' in source) return source;
  const { from, database, copy, replace } = request;
  const unfit = unfitSource(source, reading, copy);
  if (unfit !== null) return { refusal: unfit };
  const owners = ownerTable(reading);
  if (owners.includes(undefined))
    return { refusal: 'The cluster has slots without an owner: repair it first.' };
  const away = [...new Set(owners)]
    .map((id) => nodeById(reading, id!)!)
    .find(({ trouble }) => trouble !== null);
  if (away) return { refusal: `${away.address} owns slots and does not answer.` };
  const keys = counted(source.keys, 'key');
  const verb = copy ? 'Copy' : 'Move';
  return planOf(reading, {
    request,
    title: `${verb} ${keys} from database ${database} of ${from} into the cluster`,
    remarks: replace ? ['Values that the cluster has under the same keys are lost.'] : [],
    notes: [
      copy
        ? 'The keys stay at the source.'
        : 'Each key leaves the source once the cluster has it, and only if it has not changed meanwhile.',
      ...(replace ? [] : ['A key that the cluster has with another value stays at the source and is named.']),
      'Functions and access rules are not imported.',
    ],
    nodes: [],
    owners: [],
    steps: [
      {
        title: `${verb} ${keys} from ${from}.`,
        action: { kind: 'import-keys', from, database, copy, replace },
        commands: [
          ...(copy ? ['SCAN … COUNT 100', 'DUMP …'] : ['SCAN … COUNT 100', 'WATCH …', 'DUMP …']).map(
            (line) => ({
              node: from,
              line,
            }),
          ),
          { node: 'owner of the slot', line: `RESTORE … ABSTTL${replace ? ' REPLACE' : ''}` },
          ...(copy ? [] : ['MULTI', 'DEL …', 'EXEC'].map((line) => ({ node: from, line }))),
        ],
        moves: { slots: 0, keys: source.keys, bytes: null },
        risk: replace ? 'Values of the cluster are overwritten.' : null,
        undo: null,
        onFailure: 'stop',
      },
    ],
  });
}
