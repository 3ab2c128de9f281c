/** What the shell says of operations while the view is not shown, and of those that were cut off. */
import type { Message } from '../../window/message.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { isRunning, openOperations } from './state.ts';
import { words } from './words.ts';

export function createNews({ shell }: Surroundings): Perform {
  /** Names of those that were offered on this connection. */
  const offered = new Set<string>();
  /** The operation's state when it was told last. */
  let told = '';

  function offer(state: State): void {
    if (isRunning(state.operations)) return;
    const news = openOperations(state.operations).filter(({ name }) => !offered.has(name));
    for (const { name } of news) offered.add(name);
    // One that this window has seen end is on the screen already.
    const [latest] = news.filter(({ name }) => name !== state.operations.status?.name);
    if (latest && state.view !== 'operations')
      shell().notice({ tone: 'bad', text: words.offered(latest, news.length) });
  }

  function tell({ operations: { status }, view }: State): void {
    if (status === null) return;
    const key = `${status.name} ${status.conflict ? 'conflict' : status.state}`;
    const isNews = key !== told && view !== 'operations';
    told = key;
    if (!isNews) return;
    if (status.conflict) shell().notice({ tone: 'bad', text: words.askedNotice(status.conflict.key) });
    else if (status.endedAt !== null)
      shell().notice({
        tone: status.state === 'done' ? 'good' : 'bad',
        text: words.endedNotice(status.plan.title, words.states[status.state]),
      });
  }

  return (message: Message, state) => {
    if (message.type === 'changes' && message.changes[0]?.kind === 'first-read') offered.clear();
    if (message.type === 'operations-listed') offer(state);
    if (message.type === 'operation') tell(state);
  };
}
