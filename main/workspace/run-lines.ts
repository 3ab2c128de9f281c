/** From lines as typed to what runs them: the shell's own words here, everything else to the session. */
import { parseShellLine, type ShellLine } from '../../shared/commands/shell-line.ts';
import { helpText } from '../../shared/commands/help.ts';
import type { Approval } from '../../shared/commands/guard.ts';
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import { type Failure, FailureError } from '../../shared/failure.ts';
import type { LineOutcome } from '../../shared/session/execution.ts';
import { nodesOf } from '../cluster/topology/shard-numbers.ts';
import { latin1, lowerWord, utf8 } from '../../shared/resp/resp.ts';
import { readPlace } from '../connections/connect-args.ts';
import { BUNDLED_DOCS } from '../cluster/commands/command-docs.ts';
import type { Session } from '../cluster/session/session.ts';

/** Milliseconds after which what is done is shown before more is run. */
const SHOW_AFTER_MS = 50;
/** Repetitions of one line that are answered together. */
const REPEATS = 500;

/**
 * What came of the first of `lines`: of at least one, of fewer than all where some take time, ask, or end the shell.
 * `done` repetitions of the first line have been run before. Resolves always.
 */
export async function runLines(
  lines: readonly string[],
  done: number,
  session: Session | null,
  approval: Approval | null,
): Promise<LineOutcome[]> {
  const outcomes: LineOutcome[] = [];
  const start = performance.now();
  for (let i = 0; i < lines.length;) {
    if (outcomes.length > 0 && performance.now() - start > SHOW_AFTER_MS) break;
    const line = read(lines[i]!);
    if (line.kind !== 'command') {
      outcomes.push(line.kind === 'unread' ? failed(line.failure) : await runOwnSafely(line, session));
      i++;
      continue;
    }
    if (!session) {
      outcomes.push({ kind: 'failed', failure: NOT_CONNECTED });
      i++;
      continue;
    }
    if (line.repeat > 1 || line.target !== null) {
      const outcome = await repeat(line, i === 0 ? done : 0, session, approval, lines.length > 1);
      outcomes.push(outcome);
      i++;
      if (outcome.kind !== 'executed' || outcome.remaining > 0) break;
      continue;
    }
    const plain = [line.args];
    for (let next = i + 1; next < lines.length; next++) {
      const more = read(lines[next]!);
      if (more.kind !== 'command' || more.repeat > 1 || more.target !== null) break;
      plain.push(more.args);
    }
    const executions = await session.executeAll(
      plain,
      { approval, unattended: lines.length > 1 },
      SHOW_AFTER_MS,
    );
    for (const execution of executions)
      outcomes.push(
        execution.question
          ? { kind: 'question', question: execution.question }
          : { kind: 'executed', executions: [execution], remaining: 0 },
      );
    i += executions.length;
    if (executions.length < plain.length || executions.at(-1)?.question) break;
  }
  return session ? withPrompt(outcomes, session) : outcomes;
}

/** The prompt after the last line is the shell's of now: the map may have moved it since that line was answered. */
function withPrompt(outcomes: LineOutcome[], session: Session): LineOutcome[] {
  const last = outcomes.at(-1);
  const execution = last?.kind === 'executed' ? last.executions.at(-1) : undefined;
  const { currentNode, database, transaction, subscribed } = session.state;
  if (execution) Object.assign(execution, { currentNode, database, transaction, subscribed });
  return outcomes;
}

async function repeat(
  line: Extract<ShellLine, { kind: 'command' }>,
  done: number,
  session: Session,
  approval: Approval | null,
  unattended: boolean,
): Promise<LineOutcome> {
  const executions = [];
  const start = performance.now();
  for (let n = done; n < line.repeat && executions.length < REPEATS; n++) {
    const execution = await session.execute(line.args, {
      target: line.target,
      repeat: line.repeat,
      approval,
      unattended,
    });
    if (execution.question && executions.length > 0) break;
    if (execution.question) return { kind: 'question', question: execution.question };
    executions.push(execution);
    // As redis-cli: an error reply does not end the repetitions, a lost connection does.
    if (execution.failure) return { kind: 'executed', executions, remaining: 0 };
    if (performance.now() - start > SHOW_AFTER_MS) break;
  }
  return { kind: 'executed', executions, remaining: line.repeat - done - executions.length };
}

const failed = (failure: Failure): LineOutcome => ({ kind: 'failed', failure });

/** An exception is the outcome of its one line. */
const mistakeOf = (error: unknown): Failure =>
  error instanceof FailureError
    ? error.failure
    : {
        code: 'internal',
        message: `Slotshell made a mistake (${error instanceof Error ? error.message : String(error)}).`,
        advice: 'Nothing was sent. If it happens again, please report it with the line.',
      };

function read(line: string): ShellLine | { kind: 'unread'; failure: Failure } {
  try {
    return parseShellLine(line);
  } catch (error) {
    return { kind: 'unread', failure: mistakeOf(error) };
  }
}

const runOwnSafely = (
  line: Exclude<ShellLine, { kind: 'command' }>,
  session: Session | null,
): Promise<LineOutcome> => runOwn(line, session).catch((error: unknown) => failed(mistakeOf(error)));

const NOT_CONNECTED: Failure = {
  code: 'not-connected',
  message: 'Not connected.',
  advice: 'Connect to a cluster, or start the demo cluster.',
};

async function runOwn(
  line: Exclude<ShellLine, { kind: 'command' }>,
  session: Session | null,
): Promise<LineOutcome> {
  switch (line.kind) {
    case 'blank':
      return { kind: 'nothing' };
    case 'bad':
      return failed({
        code: 'bad-line',
        message: 'Invalid argument(s)',
        advice:
          line.problem === 'unclosed'
            ? 'A quote is not closed; nothing was sent. The line is in the history: press ↑ to mend it.'
            : 'A closing quote must be followed by a space; nothing was sent. The line is in the history: press ↑ to mend it.',
      });
    case 'bad-repeat':
      return failed({
        code: 'bad-line',
        message: 'Invalid repeat count.',
        advice: 'A number before a command says how often it is run, as in: 5 PING',
      });
    case 'built-in':
      return runBuiltIn(line.name, line.args, session);
  }
}

async function runBuiltIn(
  name: Extract<ShellLine, { kind: 'built-in' }>['name'],
  args: Uint8Array[],
  session: Session | null,
): Promise<LineOutcome> {
  switch (name) {
    case 'quit':
      return { kind: 'leave' };
    case 'clear':
      return { kind: 'clear' };
    case 'restart':
      return { kind: 'text', text: "Use 'restart' only in Lua debugging mode." };
    case 'help': {
      // redis-cli helps without a connection as well.
      const docs = session ? await session.docs().catch(() => BUNDLED_DOCS) : BUNDLED_DOCS;
      return {
        kind: 'text',
        text: helpText(
          args.slice(1).map((word) => utf8(word) ?? latin1(word)),
          docs,
        ),
      };
    }
    case 'preference': {
      const wanted = lowerWord(args[1]);
      if (wanted === 'hints' || wanted === 'nohints') return { kind: 'hints', on: wanted === 'hints' };
      return failed({
        code: 'bad-argument',
        message: 'There is no such preference.',
        advice: ':set hints and :set nohints are the ones there are.',
      });
    }
    case 'connect': {
      if (!session) return failed(NOT_CONNECTED);
      const place = readPlace(args);
      if ('problem' in place)
        return failed({
          code: 'bad-argument',
          message: place.problem,
          advice: 'As in: connect 127.0.0.1 7000',
        });
      session.setCurrentNode(place.address);
      session.cluster.hosts.trust(place.address);
      tellOfStranger(session, place.address);
      return { kind: 'nothing' };
    }
  }
}

/** The window goes on showing the connection while the prompt's node is none of it. */
function tellOfStranger({ topology, state: { label }, cluster }: Session, node: NodeAddress): void {
  if (!topology || topology.kind === 'unmapped' || topology.source === node) return;
  if (topology.shards.flatMap(nodesOf).some(({ address }) => address === node)) return;
  cluster.notice({
    tone: 'info',
    text: `${node} is not in the map of ${label}. Commands without a key go there now; keys in direct mode, and the panels, stay with ${label}.`,
  });
}
