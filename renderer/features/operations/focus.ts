/** Where the focus goes when a form is not enough for a plan. Call them once the page is drawn. */
import type { RefusedPlan } from '../../../shared/operations/operation.ts';
import type { FormKind } from './form-kinds.ts';
import type { OperationsState } from './state.ts';

const one = (selector: string) => document.querySelector<HTMLElement>(`.operations ${selector}`);

/** The first field that lacks something takes the focus. */
export const focusProblem = (): void => one('[aria-invalid="true"]')?.focus();

const CHOSEN_NODE = 'input[name="op-node"]:checked';
/** The field that a refusal of main is most likely about; fields that are filled in wrongly are refused before main is asked. */
const CONCERNED: { readonly [K in FormKind]: string } = {
  add: '#op-address',
  reshard: '#op-amount',
  rebalance: 'input[name="op-by"]:checked',
  'remove-node': CHOSEN_NODE,
  'replace-node': CHOSEN_NODE,
  failover: 'input[name="op-how"]:checked',
  replicate: CHOSEN_NODE,
  forget: CHOSEN_NODE,
  fix: 'input[name="op-open"]:checked',
};

/** What is offered against the refusal, or the field concerned. False if there is neither. */
export function focusConcerned(
  { newNodes, findings, interrupted }: RefusedPlan,
  { page, draft }: Pick<OperationsState, 'page' | 'draft'>,
): boolean {
  const hasWayOut = findings.length > 0 || interrupted.length > 0;
  const field =
    page !== 'form' || draft === null ? null : newNodes.length > 0 ? '#op-address' : CONCERNED[draft.kind];
  const target = hasWayOut ? one('[role="alert"] button') : field === null ? null : one(field);
  target?.focus();
  // A small window shows the reason rather than the field, which comes back into view with the next key.
  one('[role="alert"]')?.scrollIntoView({ block: 'nearest' });
  return target !== null;
}
