/** Calls to main for the local clusters: deeds, losses asked first, the log that is followed. */
import { failureOf } from '../../kit/client.ts';
import { focusView } from '../../kit/regions.ts';
import type { Message } from '../../window/message.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { performConf } from './conf-effects.ts';
import type { Deed } from './deed.ts';
import { isOpenHere } from './keys.ts';
import { currentRow, isLosing, rowOf, type NewLocal } from './state.ts';
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
    if (deed.act === 'add') return send({ type: 'local-note', text: await addNode(deed, state) });
    await execute(surroundings, deed);
    send({ type: 'local-note', text: `${name} ${w.done[deed.act]}.` });
  }

  /** The keyboard goes to the new node, which J is about. */
  async function addNode({ id }: Deed, { local, topology }: State): Promise<string> {
    const port = await client.addLocalNode({ id });
    send({ type: 'local', clusters: await client.localClusters(undefined) });
    send({ type: 'local-at', row: rowOf(id, port) });
    enter();
    const cluster = local.clusters?.find((one) => one.id === id);
    return w.added(port, cluster !== undefined && isOpenHere(cluster, topology));
  }

  /** Focuses the row that has the keyboard. */
  function enter(): void {
    draw();
    focusView();
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
      case 'local-created':
        return enter();
      case 'local-create':
        return void create(surroundings, message.form);
    }
  };
};

async function execute(
  { client, send }: Surroundings,
  deed: Exclude<Deed, { act: 'add' }>,
): Promise<unknown> {
  const { id } = deed;
  if (deed.port !== null) return client.actOnLocal(deed);
  switch (deed.act) {
    case 'start':
      return client.startLocal({ id });
    case 'stop':
      return client.stopLocal({ id });
    case 'remove':
      return client.removeLocal({ id });
    case 'copy':
      return client.copyLocalCommand({ id });
    case 'connect':
      send({ type: 'session', session: await client.connectLocal({ id }) });
      // A command that is typed next would press the keys of this view.
      return send({ type: 'action', name: 'focus-shell' });
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
