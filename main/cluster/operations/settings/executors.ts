/** CONFIG SET, CONFIG REWRITE and any one command, at one node. */
import { formatReply } from '../../../../shared/format/tty.ts';
import type { Outcome } from '../../../../shared/operations/progress.ts';
import { OUTCOMES, type Answer, type Failed } from '../reading/nodes.ts';
import type { Executor, Executors, StepContext, StepEnd } from '../run/context.ts';
import type { ActionOf } from '../../../../shared/operations/action.ts';
import { isSecretSetting, shown, valueIn } from './values.ts';

/** Milliseconds for a command of the user's own. */
const CALL_TIMEOUT_MS = 60_000;
/** Characters of a reply in the report. */
const MAX_REPLY = 100_000;

const setConfig: Executor<ActionOf<'set-config'>> = async ({ node, name, value }, context) => {
  if (isSecretSetting(name)) return ended(context, node, 'failed', `${name} holds a secret: set it by hand.`);
  const read = () => context.nodes.ask(node, ['CONFIG', 'GET', name]);
  const before = await read();
  // It was only asked: nothing has changed.
  if (before.kind === 'unreachable' || before.kind === 'unknown')
    return ended(context, node, 'not-reached', `${name} is not set: ${shown(before.says)}`);
  const old = valueIn(before, name);
  if (old === value) return ended(context, node, 'ok', `${name} is ${shown(value)} already.`);
  if (old !== undefined) await context.note({ record: 'before', step: context.step, node, name, value: old });
  const kept = old === undefined ? ' The old value could not be read, so there is no undo.' : '';
  let answer: Answer = await context.nodes.ask(node, ['CONFIG', 'SET', name, value]);
  // No answer to a command that was sent: the value tells whether it ran.
  if (answer.kind === 'unknown') {
    const now = await read();
    if (valueIn(now, name) === value && now.kind === 'reply') answer = now;
  }
  if (answer.kind === 'reply') return ended(context, node, 'ok', `${name} is set to ${shown(value)}.${kept}`);
  return endedBy(context, node, answer, `${name} is not set`);
};

const rewriteConfig: Executor<ActionOf<'rewrite-config'>> = async ({ node }, context) => {
  if (context.hasFailedAt?.(node))
    return ended(context, node, 'skipped', 'The conf file stays as it is: nothing was set here.');
  const answer = await context.nodes.ask(node, ['CONFIG', 'REWRITE']);
  if (answer.kind === 'reply') return ended(context, node, 'ok', 'The conf file is written.');
  if (/running without a config file/i.test(answer.says))
    return ended(
      context,
      node,
      'failed',
      'The conf file is not written: the server runs without one, so it loses the settings when it restarts.',
    );
  return endedBy(context, node, answer, 'The conf file is not written');
};

const call: Executor<ActionOf<'call'>> = async ({ node, args }, context) => {
  const answer = await context.nodes.ask(node, args, { timeoutMs: CALL_TIMEOUT_MS });
  if (answer.kind !== 'reply') {
    const text = shown(answer.says);
    // An error is the reply to a command of the user's own.
    if (answer.kind === 'refused') context.reply?.(node, { type: 'error', bytes: Buffer.from(answer.says) });
    context.outcome({ state: OUTCOMES[answer.kind], node, text });
    return { end: 'failed', text: `${node}: ${text}`, unknown: answer.kind === 'unknown' };
  }
  context.reply?.(node, answer.reply);
  context.outcome({
    state: 'ok',
    node,
    text: formatReply(answer.reply).slice(0, MAX_REPLY).trimEnd(),
  });
  return { end: 'done', text: `${node} has answered.` };
};

function ended(context: StepContext, node: string, state: Outcome['state'], text: string): StepEnd {
  context.outcome({ state, node, text });
  if (state === 'ok') return { end: 'done', text: `${node}: ${text}` };
  return { end: 'failed', text: `${node}: ${text}`, unknown: state === 'unknown' };
}

function endedBy(context: StepContext, node: string, { kind, says }: Failed, what: string): StepEnd {
  const text = kind === 'unknown' ? `${what}, or it is: no answer came` : what;
  return ended(context, node, OUTCOMES[kind], `${text}: ${shown(says)}`);
}

export const settingExecutors = {
  'set-config': setConfig,
  'rewrite-config': rewriteConfig,
  call,
} satisfies Executors<'set-config' | 'rewrite-config' | 'call'>;
