/** Sends a command whose effect can be looked at: not if it is there already, and again to the state if no answer came. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { Arg, AskOptions, Failed } from '../reading/nodes.ts';
import type { StepContext, StepEnd } from '../run/context.ts';

const MAX_WORDS = 300;

export interface Effect {
  node: NodeAddress;
  command: readonly Arg[];
  isThere: () => Promise<boolean>;
  options?: AskOptions;
  /** A sentence. */
  done: string;
}

export async function bringAbout(context: StepContext, effect: Effect): Promise<StepEnd> {
  const { node, command, isThere, options = {}, done } = effect;
  if (await isThere()) return { end: 'done', text: done };
  const answer = await context.nodes.ask(node, command, options);
  if (answer.kind === 'reply') return { end: 'done', text: done };
  if (answer.kind === 'unknown' && (await isThere())) return { end: 'done', text: done };
  return failure(node, answer);
}

export const failure = (node: NodeAddress, { kind, says }: Failed): StepEnd => ({
  end: 'failed',
  text: `${node}: ${escapeForLine(says.slice(0, MAX_WORDS))}`,
  unknown: kind === 'unknown',
});

export const failed = (text: string): StepEnd => ({ end: 'failed', text, unknown: false });
