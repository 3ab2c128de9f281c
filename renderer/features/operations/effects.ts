/** Calls that the Operations view makes to main. */
import type { PlanAnswer } from '../../../shared/operations/operation.ts';
import type { Client } from '../../../shared/ipc.ts';
import { failureOf } from '../../kit/client.ts';
import { focusView } from '../../kit/regions.ts';
import type { Message } from '../../window/message.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { isOpenRequest, requestOf } from './draft.ts';
import { focusConcerned, focusProblem } from './focus.ts';
import { createNews } from './news.ts';
import { shownText } from './report-text.ts';
import { isRunning } from './state.ts';
import { words } from './words.ts';

/** Milliseconds between two readings of the journals while one on the list is run elsewhere. */
const OTHERS_MS = 5000;

export function performOperations(surroundings: Surroundings): Perform {
  const { client, send, draw, report } = surroundings;
  const fail = (error: unknown) => send({ type: 'operations-failed', failure: failureOf(error) });
  const enter = () => {
    draw();
    focusView();
  };
  let listedAt = 0;
  const list = () => {
    listedAt = Date.now();
    client.operations(undefined).then((all) => send({ type: 'operations-listed', list: all }), report);
  };
  /** Number of the latest question: an answer to an earlier one is not shown. */
  let question = 0;
  let isHere = false;
  const pace = createPace(client, fail);
  const tell = createNews(surroundings);

  function ask(asked: Promise<PlanAnswer>): void {
    const own = ++question;
    asked
      .then((answer) => {
        if (own === question) send({ type: 'operations-answer', answer });
      })
      .catch((error: unknown) => {
        if (own === question) fail(error);
      });
  }

  /** The form's plan, if the form is complete: the state says so. */
  function plan({ operations: { draft, asking }, topology }: State): void {
    const reading = draft && asking === 'plan' ? requestOf(draft, topology) : null;
    if (reading && 'request' in reading) ask(client.planOperation({ request: reading.request }));
    else {
      question++;
      draw();
      focusProblem();
    }
  }

  function start({ operations: { offered, typed, isBigLast } }: State): void {
    if (!offered) return;
    // The first report of it opens its page.
    client.startOperation({ plan: offered.id, typed, isBigLast }).catch(fail);
  }

  function forget(name: string): void {
    client
      .forgetOperation({ name })
      .then((left) => {
        send({ type: 'operations-forgotten', name, notes: left.length > 0 ? left : [words.forgotten] });
        list();
      })
      .catch(fail);
  }

  /** What the user wanted done once the operation has paused. */
  function after({ operations: { status, afterwards } }: State): void {
    if (afterwards === null || status === null || status.endedAt === null) return;
    send({ type: 'operations-after' });
    const { name, state, isUndoable } = status;
    if (afterwards === 'undo' && isUndoable) send({ type: 'operations-undo', name });
    if (afterwards === 'forget' && state === 'paused') send({ type: 'operations-forget', name });
  }

  function act(message: Message, state: State): void {
    switch (message.type) {
      case 'operations-open':
        enter();
        if (isRunning(state.operations)) return;
        if (!isOpenRequest(message.request)) return ask(client.planOperation({ request: message.request }));
        return message.plan ? plan(state) : undefined;
      case 'operations-plan':
        return plan(state);
      case 'operations-answer':
        draw();
        return message.answer.kind === 'plan' || !focusConcerned(message.answer, state.operations)
          ? focusView()
          : undefined;
      case 'operations-resume':
        return ask(client.planResume({ name: message.name }));
      case 'operations-undo':
        return ask(client.planUndo({ name: message.name }));
      case 'operations-forget':
        return forget(message.name);
      case 'operations-start':
        return start(state);
      case 'operations-steer':
        return void client.steerOperation({ wish: message.wish }).catch(fail);
      case 'operations-cancel':
        return void client.steerOperation({ wish: 'pause' }).catch(fail);
      case 'operations-ask-cancel':
        return draw();
      case 'operations-big-last':
        if (state.operations.page === 'watch') client.leaveBigKeys({ isLast: message.isLast }).catch(fail);
        return;
      case 'operations-pace':
        return pace(message.limit);
      case 'operations-resolve':
        return void client.resolveConflict({ id: message.id, winner: message.winner }).catch(fail);
      case 'operations-copy':
        return void client.copyText({ text: message.text }).catch(report);
      case 'operations-copy-as': {
        const text = shownText(state, message);
        return text === null ? undefined : void client.copyText({ text }).catch(report);
      }
      case 'operations-form':
      case 'operations-back':
      case 'operations-choose':
      case 'operations-watch':
      case 'operations-offered':
        return enter();
      case 'operation':
        after(state);
        if (message.status.endedAt === null) return;
        list();
        // The map may be from the middle of the last slot.
        client.refreshTopology(undefined).catch(report);
        return;
    }
  }

  client.operation(undefined).then((status) => status && send({ type: 'operation', status }), report);
  return (message, state) => {
    act(message, state);
    tell(message, state);
    const wasHere = isHere;
    isHere = state.topology?.kind === 'cluster' && state.session.phase === 'connected';
    const isDue = message.type === 'tick' && message.now - listedAt >= OTHERS_MS && awaitsOther(state);
    if (isHere && (!wasHere || shows(message) || isDue)) list();
  };
}

/** Another window or the command runs one that is on the list: its end is not reported here. */
const awaitsOther = ({ view, operations: { page, list, status } }: State): boolean =>
  view === 'operations' &&
  page === 'choose' &&
  (list?.operations ?? []).some(({ state, name }) => state === 'running' && name !== status?.name);

const shows = (message: Message): boolean =>
  (message.type === 'view' && message.view === 'operations') ||
  (message.type === 'action' && message.name === 'show-operations');

/** The latest limit wins: while one is on its way, those between are left out. */
function createPace(client: Client, fail: (error: unknown) => void) {
  let isSending = false;
  let next: { limit: number | null } | null = null;
  const send = (): void => {
    if (isSending || next === null) return;
    const own = next;
    next = null;
    isSending = true;
    client
      .paceOperation(own)
      .catch(fail)
      .finally(() => {
        isSending = false;
        send();
      });
  };
  return (limit: number | null): void => {
    next = { limit };
    send();
  };
}
