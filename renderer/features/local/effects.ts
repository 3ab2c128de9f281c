/** Calls to main for the local clusters: deeds, losses asked first, the log that is followed. */
import { failureOf } from '../../kit/client.ts';
import { focusView } from '../../kit/regions.ts';
import type { Message } from '../../window/message.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { performConf } from './conf-effects.ts';
import type { Deed } from './deed.ts';
import { currentRow, isLosing, type NewLocal } from './state.ts';
import { words } from './words.ts';

const w = words.acts;

export const performLocal = (surroundings: Surroundings): Perform => {
  const { client, send, draw, isFocusLost } = surroundings;
  const follow = followLog(surroundings);
  const conf = performConf(surroundings);
  async function list(state: State): Promise<void> {
    const isFirst = state.local.clusters === null;
    send({ type: 'local', clusters: await client.localClusters(undefined) });
    // The page that said it was loading had the focus.
    if (!isFirst) return;
    draw();
    if (isFocusLost()) focusView();
  }
  const fail = (error: unknown) => send({ type: 'local-failed', failure: failureOf(error) });

  async function ask(deed: Deed, state: State): Promise<void> {
    const name = nameOf(deed, state);
    if (deed.act !== 'stop' && deed.act !== 'kill' && deed.act !== 'remove' && deed.act !== 'restart')
      return run(deed, state);
    const loss = await client.localLoss({ id: deed.id, port: deed.port });
    if (isLosing(deed, loss)) send({ type: 'local-ask', question: { kind: 'local-loss', deed, name, loss } });
    else await run(deed, state);
  }

  async function run(deed: Deed, state: State): Promise<void> {
    const name = nameOf(deed, state);
    send({ type: 'local-busy', text: `${w.busy[deed.act]} ${name}…` });
    const text = await execute(surroundings, deed);
    send({ type: 'local-note', text: text ?? `${name} ${w.done[deed.act as 'start']}.` });
  }

  return (message, state) => {
    follow(message, state);
    conf(message, state);
    switch (message.type) {
      case 'view':
        if (message.view === 'local') void list(state).catch(fail);
        return;
      case 'action':
        if (message.name === 'show-local') void list(state).catch(fail);
        return;
      case 'local-at':
        return draw();
      case 'local-do':
        return void ask(message.deed, state).catch(fail);
      case 'local-done-asking':
        return void run(message.deed, state).catch(fail);
      case 'local-new':
        draw();
        return void client
          .localChoices(undefined)
          .then((choices) => send({ type: 'local-choices', choices }), fail);
      case 'local-create':
        return void create(surroundings, message.form);
    }
  };
};

/** Returns what to say about it, if not the usual words. */
async function execute({ client, send }: Surroundings, deed: Deed): Promise<string | null> {
  const { id } = deed;
  if (deed.port !== null) {
    await client.actOnLocal(deed);
    return null;
  }
  switch (deed.act) {
    case 'start':
      await client.startLocal({ id });
      return null;
    case 'stop':
      await client.stopLocal({ id });
      return null;
    case 'remove':
      await client.removeLocal({ id });
      return null;
    case 'add':
      return w.added(await client.addLocalNode({ id }));
    case 'copy':
      await client.copyLocalCommand({ id });
      return null;
    case 'connect':
      send({ type: 'session', session: await client.connectLocal({ id }) });
      // A command that is typed next would press the keys of this view.
      send({ type: 'action', name: 'focus-shell' });
      return null;
  }
}

async function create({ client, send }: Surroundings, form: NewLocal): Promise<void> {
  const { name, primaries, replicas, persistence, server } = form;
  const firstPort = Number(form.firstPort);
  try {
    const id = await client.createLocal({ name, primaries, replicas, persistence, server, firstPort });
    send({ type: 'local-created', id });
  } catch (error) {
    send({ type: 'local-create-failed', failure: failureOf(error) });
  }
}

/** Follows the log of the row that has the keyboard, while the view shows it. */
function followLog({ client, report }: Surroundings): (message: Message, state: State) => void {
  let followed = '';
  return (_, state) => {
    const at = state.view === 'local' && state.local.pane === 'log' ? currentRow(state.local) : null;
    const wanted = at?.row ?? '';
    if (wanted === followed) return;
    followed = wanted;
    client.followLocalLog(at && { id: at.cluster.id, port: at.node.port }).catch(report);
  };
}

const nameOf = ({ id, port }: Deed, { local }: State): string =>
  port === null ? (local.clusters?.find((one) => one.id === id)?.name ?? id) : `127.0.0.1:${port}`;
