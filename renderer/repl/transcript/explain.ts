/** Explains an error and what to do about it, if more is known than the server says: one box under it. */
import type { Execution, Hop } from '../../../shared/session/execution.ts';
import type { Failure } from '../../../shared/failure.ts';
import { troubleOfSlot } from '../../../shared/cluster/slot-health.ts';
import type { ShellContext } from '../contract.ts';
import { explainClusterDown } from './explain-cluster-down.ts';
import { explainCrossSlot } from './explain-cross-slot.ts';
import type { BoxLine } from './layout.ts';
import { nearestName } from './nearest-name.ts';
import { hasNoSlots, shardNumberOf } from '../../kit/topology-lookup.ts';
import { span, type Span } from '../text/span.ts';
import { INK, shardInk } from '../text/theme.ts';

interface Trouble {
  /** The error's text after its first word. */
  rest: string;
  text: string;
  execution: Execution;
  context: ShellContext;
}

/** The lines of the box under an error reply; none if the server's own message says everything. */
export function explainError(text: string, execution: Execution, context: ShellContext): BoxLine[] {
  const code = /^[A-Z]+/.exec(text)?.[0] ?? '';
  const trouble: Trouble = { rest: text.slice(code.length).trim(), text, execution, context };
  if (code === 'CROSSSLOT') return explainCrossSlot(execution);
  const messages = Object.hasOwn(BY_CODE, code) ? BY_CODE[code]!(trouble) : [];
  return messages.map((spans) => ({ spans: typeof spans === 'string' ? [word(spans)] : spans }));
}

/** The lines of the box under a failure: its advice, and what every user must know of its kind. */
export function explainFailure(failure: Failure): BoxLine[] {
  const lines: string[] = [];
  const says = `${failure.message} ${failure.advice}`;
  if (failure.code === 'unknown-fate' && !/may or may not have run|only reads/.test(says))
    lines.push('It was sent and no answer came: it may or may not have run. It is not sent again.');
  if (failure.advice) lines.push(failure.advice);
  return lines.map((line) => ({ spans: [word(line)] }));
}

const word = (text: string): Span => span(text, INK.fg2);
const badge = (shard: number | null): Span[] =>
  shard === null ? [] : [span(` [${shard}]`, shardInk(shard))];

type Sentence = string | Span[];

const BY_CODE: { readonly [code: string]: (trouble: Trouble) => Sentence[] } = {
  MOVED: explainMoved,
  ASK: ({ rest, context }) => {
    const { slot, node } = redirectOf(rest);
    return [
      [
        word(`Slot ${slot} is moving to ${node}`),
        ...badge(shardNumberOf(context.topology, node)),
        word(
          ', which already has this key, or would receive it. Only this one command should go there, after ASKING.',
        ),
      ],
      'Redirects are off, so it did not run. Direct and follow would have sent it there; the slot cache learns nothing from ASK.',
    ];
  },
  CLUSTERDOWN: ({ text, execution, context }) => explainClusterDown(text, execution, context.topology),
  TRYAGAIN: ({ execution }) => [
    `Slot ${execution.slot ?? 'of these keys'} is being moved and the keys are on two nodes: a command that needs all of them must wait until they are together.`,
    'Run it again when the move is done, or ask for one key at a time.',
  ],
  READONLY: ({ execution, context }) => [
    `${execution.node ?? 'This node'} is a replica: writes belong to its primary. ${
      hasNoSlots(context.topology)
        ? 'Connect to the primary to write; info replication names it (master_host, master_port).'
        : 'Direct mode sends them there.'
    }`,
  ],
  NOAUTH: () => ['This server requires a password. Type: auth PASSWORD, or: auth USER PASSWORD'],
  WRONGPASS: () => [
    'The name or the password is wrong, or the user is off. A server older than Redis 6 has a password and no users: auth PASSWORD',
  ],
  NOPERM: () => [
    'The user of this connection is not allowed to do that. ACL WHOAMI names the user; ACL GETUSER lists its permissions, if it may ask.',
  ],
  WRONGTYPE: ({ execution }) => {
    const key = execution.keys[0]?.text;
    return [`The key holds another type of value. To see which: type ${key ?? 'KEY'}`];
  },
  OOM: ({ execution }) => [
    `${execution.node ?? 'The node'} has reached maxmemory and may not, or cannot, evict enough: commands that need memory are refused, reads and DEL still work.`,
    'See: info memory, config get maxmemory-policy',
  ],
  MISCONF: () => [
    'The last snapshot to disk failed and stop-writes-on-bgsave-error is on, so writes are refused until one succeeds. The reason is in the server log; info persistence says when it happened.',
  ],
  LOADING: ({ execution }) => [
    `${execution.node ?? 'The node'} is still reading its data from disk after a start. It answers when it is done.`,
  ],
  MASTERDOWN: ({ execution }) => [
    `${execution.node ?? 'This replica'} has lost its primary and replica-serve-stale-data is no: it does not answer with data that may be stale.`,
  ],
  NOSCRIPT: () => [
    'No script of that digest is cached on this node: each node has its own cache, and a restart or SCRIPT FLUSH empties it. Load it here with SCRIPT LOAD, or use EVAL.',
  ],
  EXECABORT: () => ['A command was refused while the transaction was being queued, so none of them ran.'],
  BUSY: () => [
    'A script or function is running too long. SCRIPT KILL or FUNCTION KILL ends it, if it has not written yet.',
  ],
  NOREPLICAS: () => [
    'min-replicas-to-write requires more up-to-date replicas than this primary has now, so writes are refused.',
  ],
  ERR: explainPlainError,
};

function redirectOf(rest: string): { slot: string; node: string } {
  const [slot = '?', node = '?'] = rest.split(' ');
  return { slot, node };
}

function explainMoved({ rest, execution, context }: Trouble): Sentence[] {
  const last: Hop | undefined = execution.hops.at(-1);
  const { slot, node: named } = redirectOf(rest);
  const node = last?.target ?? named;
  const { mode } = context.session;
  if (last?.target === null && Number(slot) >= 0) {
    const trouble = troubleOfSlot(context.topology, Number(slot));
    return [
      `${execution.node ?? 'This node'} names no address for slot ${slot}, so there is nowhere to go. The command did not run.`,
      ...(trouble ? [trouble.message, trouble.advice] : []),
    ];
  }
  const messages: Sentence[] = [
    [
      word(`Slot ${slot} belongs to ${node}`),
      ...badge(shardNumberOf(context.topology, node)),
      word(`, not to ${execution.node ?? 'this node'}. The command did not run.`),
    ],
  ];
  if (mode === 'off')
    messages.push(
      'Redirects are off: direct goes to the owner at once by the slot cache; follow asks here first and then goes where MOVED points, as redis-cli -c does.',
    );
  messages.push(
    last?.learned
      ? `The slot cache has learned from it: slot ${slot} is at ${node}.`
      : `Every key of slot ${slot} is at ${node} until the slot moves again.`,
  );
  return messages;
}

function explainPlainError({ rest, execution, context }: Trouble): Sentence[] {
  if (/^unknown command/i.test(rest)) {
    const name = execution.command.split(/\s/, 1)[0] ?? '';
    const nearest = nearestName(name, Object.keys(context.commands));
    const server = context.session.server || 'This server';
    return [
      `${server} has no command with that name.${nearest ? ` The nearest is ${nearest.toUpperCase()}.` : ''}`,
    ];
  }
  if (/SELECT is not allowed in cluster mode/.test(rest)) return ['A cluster of Redis has only database 0.'];
  if (/^DB index is out of range/.test(rest))
    return [
      'The server has fewer databases: its setting “databases” says how many, in a cluster of Valkey 9 “cluster-databases”.',
    ];
  return [];
}
