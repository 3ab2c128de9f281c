/** What main says of a plan, the most important first: big keys with the time for which they block. */
import type { Plan } from '../../../shared/operations/plan.ts';
import { WarningIcon } from '../../kit/icons.tsx';
import { words } from './words.ts';

export function Remarks({ plan: { remarks } }: { plan: Plan }) {
  if (remarks.length === 0) return null;
  return (
    <section class="opbox warnbox" aria-label={words.plan.remarks}>
      <WarningIcon />
      <ul>
        {remarks.map((remark) => (
          <li key={remark} class="wrapany">
            {remark}
          </li>
        ))}
      </ul>
    </section>
  );
}
