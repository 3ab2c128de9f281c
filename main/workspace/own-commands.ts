/** The shell's own commands: requests of a line that go to no server. */
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import { helpText } from '../../shared/commands/help.ts';
import type { ShellLine } from '../../shared/commands/shell-line.ts';
import { type Failure, FailureError } from '../../shared/failure.ts';
import { latin1, lowerWord, utf8 } from '../../shared/resp/resp.ts';
import type { LineOutcome } from '../../shared/session/execution.ts';
import { bundledDocs } from '../cluster/commands/command-docs.ts';
import type { Session } from '../cluster/session/session.ts';
import { nodesOf } from '../cluster/topology/shard-numbers.ts';
import { readPlace } from '../connections/connect-args.ts';

export type OwnLine = Exclude<ShellLine, { kind: 'command' }>;

export const failed = (failure: Failure): LineOutcome => ({ kind: 'failed', failure });

/** An exception becomes the outcome of its one line. */
export const mistakeOf = (error: unknown): Failure =>
  error instanceof FailureError
    ? error.failure
    : {
        code: 'internal',
        message: `Slotshell made a mistake (${error instanceof Error ? error.message : String(error)}).`,
        advice: 'Nothing was sent. If it happens again, please report it with the line.',
      };

/** Always resolves. */
export const runOwnLine = (line: OwnLine, session: Session | null): Promise<LineOutcome> =>
  runOwn(line, session).catch((error: unknown) => failed(mistakeOf(error)));

export const NOT_CONNECTED: Failure = {
  code: 'not-connected',
  message: 'Not connected.',
  advice: 'Connect to a cluster, or start the demo cluster.',
};

async function runOwn(line: OwnLine, session: Session | null): Promise<LineOutcome> {
  switch (line.kind) {
    case 'blank':
      return { kind: 'nothing' };
    case 'bad':
      return failed({
        code: 'bad-line',
        message: 'Invalid argument(s)',
        advice:
          line.problem === 'unclosed'
            ? 'A quote is not closed; nothing was sent. The line is in the history: press ↑ to correct it.'
            : 'A closing quote must be followed by a space; nothing was sent. The line is in the history: press ↑ to correct it.',
      });
    case 'bad-repeat':
      return failed({
        code: 'bad-line',
        message: 'Invalid repeat count.',
        advice: 'Write a number before a command to repeat it, as in: 5 PING',
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
      // redis-cli, too, shows help without a connection.
      const docs = session ? await session.docs().catch(bundledDocs) : await bundledDocs();
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
      if (lowerWord(args[0]) === ':get' && wanted === 'pubsub')
        return { kind: 'text', text: String(Number(session?.state.subscribed ?? false)) };
      if (wanted === 'hints' || wanted === 'nohints') return { kind: 'hints', on: wanted === 'hints' };
      return failed({
        code: 'bad-argument',
        message: 'There is no such preference.',
        advice: 'Use :set hints or :set nohints.',
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
      warnOfStranger(session, place.address);
      return { kind: 'nothing' };
    }
  }
}

/** Warns that the window still shows the connection, while the prompt's node is not part of it. */
function warnOfStranger({ topology, state: { label }, cluster }: Session, node: NodeAddress): void {
  if (!topology || topology.kind === 'unmapped' || topology.source === node) return;
  if (topology.shards.flatMap(nodesOf).some(({ address }) => address === node)) return;
  cluster.notice({
    tone: 'info',
    text: `${node} is not in the map of ${label}. Commands without a key go there now; keys in direct mode, and the panels, stay with ${label}.`,
  });
}
