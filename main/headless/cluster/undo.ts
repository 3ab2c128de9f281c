/** Takes an operation of an earlier run back: its inverse is planned, shown, confirmed and carried out. */
import { planUndo } from '../../cluster/operations/undo/plan-undo.ts';
import { isUnderWay, placesOf, readOperation } from '../../operating/journals.ts';
import { lookupHost } from '../../operating/lookup-host.ts';
import type { CommandContext } from './command-context.ts';
import { offer } from './offer.ts';

/** Resolves with the exit code. */
export async function undo(context: CommandContext): Promise<number> {
  const [name = ''] = context.given.args;
  const found = await readOperation(context.directory, name);
  if ('refused' in found) return context.refuse(`[ERR] ${found.refused}`);
  const { records, state, place } = found;
  if (await isUnderWay(state)) return context.refuse(`[ERR] Process ${state.pid} still runs this operation.`);
  const reading = await context.readOne(placesOf(state.plan));
  if (reading === undefined) return 1;
  const plan = await planUndo(records, reading, context.nodes, lookupHost);
  if ('refusal' in plan) {
    context.print([`[ERR] ${plan.refusal}`]);
    return 1;
  }
  return offer(context, { ...plan, request: { kind: 'undo', of: place.id } }, reading, place.directory);
}
