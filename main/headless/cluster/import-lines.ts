/** The lines of an import, in redis-cli's words where it has them. Pure. */
import { escapeReadable } from '../../../shared/format/escape.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { OperationReport } from '../../../shared/operations/progress.ts';
import type { RequestOf } from '../../../shared/operations/request.ts';

/** Bytes of a key in a line. */
const MAX_KEY = 1000;

export const importOpening = ({ totals }: Plan, { database }: RequestOf<'import'>): string[] => [
  `*** Importing ${totals.keys ?? 'an unknown number of'} keys from DB ${database}`,
];

/** redis-cli prints the bytes as they are. */
export const importedLine = (key: Uint8Array, node: string): string =>
  `Migrating ${escapeReadable(key.subarray(0, MAX_KEY))}${key.length > MAX_KEY ? '…' : ''} to ${node}: OK`;

const GO_ON =
  '[NOTE] To go on, give the login to the source again: no journal has it. What the cluster has by now is recognised.';

/** Keys that were left, and how many came. */
export function importReport({ state, outcomes }: OperationReport): string[] {
  const left = outcomes.filter((one) => one.state === 'skipped');
  const whole = outcomes.filter((one) => one.state === 'ok' && one.node === null);
  return [
    ...left.map(({ node, text }) => `[ERR] ${node}: ${text}`),
    ...whole.map(({ text }) => `${left.length > 0 ? '[WARNING]' : '[OK]'} ${text}`),
    ...(state === 'done' || state === 'done-with-remarks' ? [] : [GO_ON]),
  ];
}
