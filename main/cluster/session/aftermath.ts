/** Applies a command's answer: what it changes for the shell, where the prompt goes, and what is reported. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Execution } from '../../../shared/session/execution.ts';
import type { Cluster } from '../cluster.ts';
import { unshown } from '../routing/mishap.ts';
import type { Outcome } from '../routing/redirect.ts';
import type { Route } from '../routing/route.ts';
import type { Streams } from '../streams/streams.ts';
import type { HeldState } from './held-state.ts';
import { promptAfter } from './prompt-move.ts';
import type { ReplyGate } from './reply-gate.ts';
import { effectsOfAnswer, reportExecution, shownOf, type Extra, type Shown } from './report.ts';
import { userName } from './session-options.ts';
import type { ShellConnections } from './shell-connections.ts';
import type { Effect } from './shell-state.ts';
import type { Transaction } from './transaction.ts';

type Args = readonly Uint8Array[];

export interface AftermathParts {
  cluster: Cluster;
  connections: ShellConnections;
  transaction: Transaction;
  streams: Streams;
  gate: ReplyGate;
  held: HeldState;
  /** As in SessionOptions. */
  wholeReplies: boolean;
}

export class Aftermath {
  private readonly parts: AftermathParts;
  /** The commands that every new connection begins with, by what they set. */
  private readonly setup = new Map<string, Args>();
  private nextExecution = 1;

  constructor(parts: AftermathParts) {
    this.parts = parts;
  }

  /** Never throws. `shown`: what shownOf() has returned for it, if that has been called. */
  report(
    args: Args,
    first: Route,
    outcome: Outcome,
    extra: Extra,
    milliseconds: number,
    shown: Shown | null = null,
  ): Execution {
    const id = this.nextExecution++;
    const { cluster, transaction, streams, gate, held, wholeReplies } = this.parts;
    const { replies } = cluster;
    try {
      for (const effect of effectsOfAnswer(args, outcome, extra, transaction.isOpen))
        this.apply(effect, [outcome.node!]);
      held.set({
        currentNode: promptAfter(first, outcome, extra) ?? held.current.currentNode,
        transaction: transaction.label,
        subscribed: streams.isOpen,
      });
      return reportExecution({
        id,
        args,
        first,
        shown: shown ?? shownOf(args, first),
        outcome,
        extra,
        milliseconds,
        state: held.current,
        cluster,
        quiet: gate.take(outcome.failure ? [] : args, outcome.hops.length > 0),
        reply: (raw) => (wholeReplies ? replies.whole(raw) : replies.admit(raw)),
      });
    } catch (error) {
      return unshown(error, id, outcome, held.current);
    }
  }

  /** Applies a change that a server has accepted to all connections; those to `nodes` have it already. */
  apply(effect: Effect, nodes: NodeAddress[]): void {
    const { cluster, connections, transaction, held } = this.parts;
    const { reset, database, protocol } = effect;
    if (reset) this.reset();
    this.keepSetup(effect);
    const login = 'password' in effect ? { username: effect.username, password: effect.password } : null;
    if (login || database !== undefined || protocol !== undefined) transaction.settle(nodes);
    const changed = {
      ...(database !== undefined && { database }),
      ...(protocol !== undefined && { protocol }),
    };
    connections.configure({ ...login, ...changed, setup: [...this.setup.values()] }, nodes);
    // A RESET logs this shell out; the panels keep their login.
    if (login && !reset) cluster.login(login);
    held.set({ ...changed, ...(login && { user: userName(login.username) }) });
  }

  private keepSetup({ setup = {} }: Effect): void {
    for (const [what, command] of Object.entries(setup))
      if (command) this.setup.set(what, command);
      else this.setup.delete(what);
  }

  private reset(): void {
    const { transaction, streams, gate } = this.parts;
    this.setup.clear();
    transaction.clear();
    streams.stop();
    gate.open();
  }
}
