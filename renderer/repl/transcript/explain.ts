/** Explains an error and what to do about it, if more is known than the server says: one box under it. */
import type { Execution, Hop } from '../../../shared/session/execution.ts';
import { failureIn, type Failure } from '../../../shared/failure.ts';
import { troubleOfSlot } from '../../../shared/cluster/slot-health.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
import { fateAtCodis, isCodisName, refusedByCodis } from '../../../shared/cluster/codis.ts';
import { codisWords } from '../../../shared/cluster/words.ts';
import { findCommand } from '../../../shared/commands/command-table.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import type { ShellContext } from '../contract.ts';
import { explainClusterDown } from './explain-cluster-down.ts';
import { explainCrossSlot } from './explain-cross-slot.ts';
import type { BoxLine } from './layout.ts';
import { nearestName } from './nearest-name.ts';
import { hasNoSlots, shardNumberOf } from '../../kit/topology-lookup.ts';
import { span, type Span } from '../../../shared/repl/text/span.ts';
import { INK, shardInk } from '../../../shared/repl/text/ink.ts';
import { errorWords, movedWords } from './words.ts';

interface Trouble {
  /** The error's text after its first word. */
  rest: string;
  text: string;
  execution: Execution;
  context: ShellContext;
  words: ReturnType<typeof errorWords>;
  /** The node that answered, as the texts take it. */
  node: string;
}

/** The lines of the box under an error reply; none if the server's own message says everything. */
export function explainError(text: string, execution: Execution, context: ShellContext): BoxLine[] {
  const code = /^[A-Z]+/.exec(text)?.[0] ?? '';
  if (code === 'CROSSSLOT') return explainCrossSlot(execution, context.language);
  if (!Object.hasOwn(BY_CODE, code)) return [];
  const rest = text.slice(code.length).trim();
  const words = errorWords(context.language);
  const node = execution.node ?? 'none';
  const messages = BY_CODE[code]!({ rest, text, execution, context, words, node });
  return messages.map((spans) => ({ spans: typeof spans === 'string' ? [word(spans)] : spans }));
}

/** The lines of the box under a failure: its advice, and what every user must know of its kind. */
export function explainFailure(failure: Failure, language: LanguageName): BoxLine[] {
  const lines: string[] = [];
  const { advice } = failureIn(failure, language);
  const says = `${failure.message} ${failure.advice}`;
  if (failure.code === 'unknown-fate' && !/may or may not have run|only reads/.test(says))
    lines.push(errorWords(language).unknownFate);
  if (advice) lines.push(advice);
  return lines.map((line) => ({ spans: [word(line)] }));
}

const word = (text: string): Span => span(text, INK.fg2);
const badge = (shard: number | null): Span | '' =>
  shard === null ? '' : span(` [${shard}]`, shardInk(shard));

type Sentence = string | Span[];

const spansOf = (parts: readonly (string | Span)[]): Span[] =>
  parts.map((part) => (typeof part === 'string' ? word(part) : part));

const BY_CODE: { readonly [code: string]: (trouble: Trouble) => Sentence[] } = {
  MOVED: explainMoved,
  ASK: ({ rest, context }) => {
    const { slot, node: owner } = redirectOf(rest);
    const words = movedWords(context.language);
    const shard = badge(shardNumberOf(context.topology, owner));
    return [spansOf(words.asked.parts({ slot, owner, badge: shard })), words.askedOff];
  },
  CLUSTERDOWN: ({ text, execution, context }) => explainClusterDown(text, execution, context),
  TRYAGAIN: ({ execution, words }) => [
    words.tryAgain({ slot: String(execution.slot ?? 'none') }),
    words.tryAgainLater,
  ],
  READONLY: ({ node, context, words }) => [
    (hasNoSlots(context.topology) ? words.readOnlyWithoutSlots : words.readOnly)({ node }),
  ],
  NOAUTH: ({ words }) => [words.noAuth],
  WRONGPASS: ({ words }) => [words.wrongPass],
  NOPERM: ({ words }) => [words.noPerm],
  WRONGTYPE: ({ execution, words }) => [words.wrongType({ key: execution.keys[0]?.text ?? 'KEY' })],
  OOM: ({ node, words }) => [words.outOfMemory({ node }), words.outOfMemoryLook],
  MISCONF: ({ words }) => [words.notSaved],
  LOADING: ({ node, words }) => [words.loading({ node })],
  MASTERDOWN: ({ node, words }) => [words.masterDown({ node })],
  NOSCRIPT: ({ words }) => [words.noScript],
  EXECABORT: ({ words }) => [words.execAbort],
  BUSY: ({ words }) => [words.busy],
  NOREPLICAS: ({ words }) => [words.noReplicas],
  ERR: explainPlainError,
};

/** Whether the command ran, which its error does not say. */
function explainCodis(text: string, { command, keys }: Execution, context: ShellContext): Sentence[] {
  const { fate } = codisWords(context.language);
  const args = argsOf(...command.split(/\s/, 2));
  const readonly = findCommand(context.commands, args)?.entry[1].includes('readonly') ?? false;
  const what = fateAtCodis(text, args, keys.length);
  const offline = text.includes('slot is not ready') ? [fate.offline] : [];
  if (what === 'unknown') return [readonly ? fate.onlyReads : fate.unknown];
  return [what === 'in-part' && !readonly ? fate.inPart : fate.didNotRun, ...offline];
}

function redirectOf(rest: string): { slot: string; node: string } {
  const [slot = '?', node = '?'] = rest.split(' ');
  return { slot, node };
}

function explainMoved({ rest, execution, context, node }: Trouble): Sentence[] {
  const last: Hop | undefined = execution.hops.at(-1);
  const { slot, node: named } = redirectOf(rest);
  const owner = last?.target ?? named;
  const { topology, language, session } = context;
  const words = movedWords(language);
  if (last?.target === null && Number(slot) >= 0) {
    const trouble = troubleOfSlot(topology, Number(slot), language);
    return [words.noAddress({ node, slot }), ...(trouble ? [trouble.message, trouble.advice] : [])];
  }
  const shard = badge(shardNumberOf(topology, owner));
  return [
    spansOf(words.belongs.parts({ slot, owner, badge: shard, node })),
    ...(session.mode === 'off' ? [words.redirectsOff] : []),
    (last?.learned ? words.learned : words.stays)({ slot, owner }),
  ];
}

/** Whether the server is codis, and would refuse any command with this name. */
const isRefused = (name: string, { session: { server } }: ShellContext): boolean =>
  isCodisName(server) && refusedByCodis(argsOf(name)) !== null;

function explainPlainError({ rest, execution, context, words }: Trouble): Sentence[] {
  if (isCodisName(context.session.server) && /^handle (request|response), /.test(rest))
    return explainCodis(`ERR ${rest}`, execution, context);
  if (/^unknown command/i.test(rest)) {
    const name = execution.command.split(/\s/, 1)[0] ?? '';
    const names = Object.keys(context.commands).filter((one) => !isRefused(one, context));
    const nearest = nearestName(name, names)?.toUpperCase() ?? 'none';
    return [words.unknownCommand({ server: context.session.server || 'none', nearest })];
  }
  if (/SELECT is not allowed in cluster mode/.test(rest)) return [words.selectInCluster];
  if (/^DB index is out of range/.test(rest)) return [words.fewerDatabases];
  return [];
}
