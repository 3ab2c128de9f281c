/** Nodes for readings that come again every few seconds. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { OperationNodes, type Answer, type Arg, type AskOptions, type Failed } from './nodes.ts';

/**
 * Asks no question twice that the login may not ask: each refusal is an entry in the server's ACL LOG. It is asked again after
 * another login, for which others are made, and once the node has been away.
 */
export class PatientNodes extends OperationNodes {
  private readonly refusals = new Map<string, Failed>();

  override async ask(node: NodeAddress, args: readonly Arg[], options?: AskOptions): Promise<Answer> {
    const question = questionOf(node, args);
    return (await this.before(node, question)) ?? this.kept(question, await super.ask(node, args, options));
  }

  override async numbers(
    node: NodeAddress,
    commands: readonly (readonly Arg[])[],
    options?: AskOptions,
  ): Promise<(number | null | Failed)[]> {
    const question = questionOf(node, commands[0] ?? []);
    const before = await this.before(node, question);
    if (before) return commands.map(() => before);
    const answers = await super.numbers(node, commands, options);
    for (const answer of answers)
      if (typeof answer === 'object' && answer !== null) this.kept(question, answer);
    return answers;
  }

  /** The refusal of this question, if the node still answers at all: every login may send HELLO. */
  private async before(node: NodeAddress, question: string): Promise<Failed | null> {
    const refusal = this.refusals.get(question);
    if (!refusal) return null;
    const greeting = await super.ask(node, ['HELLO']);
    if (greeting.kind === 'reply' || greeting.kind === 'refused') return refusal;
    this.refusals.delete(question);
    return greeting;
  }

  private kept<A extends Answer | Failed>(question: string, answer: A): A {
    if (answer.kind === 'refused' && answer.says.startsWith('NOPERM'))
      this.refusals.set(question, { kind: 'refused', says: answer.says });
    return answer;
  }
}

/** Permissions are those of a command or subcommand. */
const questionOf = (node: NodeAddress, args: readonly Arg[]): string =>
  [node, ...args.slice(0, 2).map(String)].join(' ');
