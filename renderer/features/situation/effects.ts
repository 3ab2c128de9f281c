/** When main is asked, when the page opens by itself, and what is copied. */
import type { SituationAnswer } from '../../../shared/operations/situation.ts';
import { shortcutOf } from '../../../shared/session/shortcuts.ts';
import { failureOf } from '../../kit/client.ts';
import { shortcutText } from '../../kit/parts.tsx';
import { allNodes } from '../../kit/topology-lookup.ts';
import type { Message } from '../../window/message.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { actionAt, effectOf, pauseAfter, startable } from './state.ts';
import { words } from './words.ts';

/** Milliseconds between readings while something is wrong and the page is not shown. */
const HIDDEN_PAUSE = 10_000;
/** Nodes up to which a reading is made while the page is not shown: each names all others, which takes main seconds at 1000. */
const MOST_HIDDEN = 100;
/** Milliseconds after the last key, click, turn of the wheel or command during which nothing opens: output is read, too. */
const QUIET = 60_000;

export function performSituation(surroundings: Surroundings): Perform {
  const { client, send, draw, report } = surroundings;
  const opener = createOpener(surroundings);
  let timer: number | undefined;
  let isRunning = false;
  /** A change came while a reading ran, which may not have seen it. */
  let isWanted = false;
  let health = '';
  let map: State['topology'] = null;
  let last: State | null = null;

  const canAsk = (state: State) =>
    state.topology?.kind === 'cluster' &&
    state.session.phase !== 'disconnected' &&
    (state.view === 'situation' || allNodes(state.topology).length <= MOST_HIDDEN);

  function ask(): void {
    window.clearTimeout(timer);
    if (last === null || !canAsk(last)) return;
    isWanted = isRunning;
    if (isRunning) return;
    isRunning = true;
    send({ type: 'situation-asking' });
    client
      .situation(undefined)
      .then((answer) => end(answer))
      .catch((error: unknown) => {
        isRunning = false;
        send({ type: 'situation-failed', failure: failureOf(error) });
        plan(0);
      });
  }

  function search(): void {
    client.searchForeignKeys(undefined).then(
      (found) => send({ type: 'situation-found', found }),
      (error: unknown) => send({ type: 'situation-found', found: failureOf(error) }),
    );
  }

  function end(answer: SituationAnswer): void {
    isRunning = false;
    send({ type: 'situation-read', answer });
    plan(answer.tookMs);
  }

  function plan(tookMs: number): void {
    window.clearTimeout(timer);
    if (last === null) return;
    const { situation, missing } = last.situation;
    const isWrong = missing !== null || (situation !== null && situation.rows.length > 0);
    // While no node answers, one dialler tries; its success asks again.
    if (last.session.phase === 'lost' && missing !== null) return;
    if (isWanted) timer = window.setTimeout(ask, 500);
    else if (last.view === 'situation') timer = window.setTimeout(ask, pauseAfter(tookMs));
    else if (isWrong) timer = window.setTimeout(ask, Math.max(HIDDEN_PAUSE, pauseAfter(tookMs)));
  }

  return (message, state) => {
    last = state;
    opener.take(message, state);
    if (asks(message) || isBack(message, state)) return ask();
    if (message.type === 'situation-action') act(message, state, send);
    if (message.type === 'situation-search') search();
    if (message.type === 'situation-copy')
      client
        .copyText({ text: message.text })
        .then(() => send({ type: 'situation-note', note: message.note }), report);
    if (message.type === 'situation-at') draw();
    // The window may begin with a map.
    if (state.topology === map && message.type !== 'stats') return;
    map = state.topology;
    const next = healthOf(state);
    const hasChanged = next !== health;
    health = next;
    if (hasChanged) ask();
  };
}

/** An action leads to its plan, to a form, or starts a node; the card is in the state. */
function act({ row, key }: { row: string; key: string }, state: State, send: Surroundings['send']): void {
  const action = actionAt(state.situation, row, key);
  if (!action) return;
  const effect = effectOf(action, state);
  const { request, form, resume } = action;
  if (effect === 'plan' && request) send({ type: 'operations-open', request, plan: true });
  else if (effect === 'plan' && form) send({ type: 'operations-open', request: form });
  else if (effect === 'plan' && resume !== null) send({ type: 'operations-resume', name: resume });
  const node = effect === 'start' ? startable(action, state) : null;
  if (node) send(node.message);
}

/** F5, the page itself, or its button. */
const asks = (message: Message): boolean =>
  message.type === 'situation-check' ||
  (message.type === 'view' && message.view === 'situation') ||
  (message.type === 'action' && (message.name === 'refresh' || message.name === 'show-situation'));

/** A node answers again, and the last reading had none. */
const isBack = (message: Message, { situation }: State): boolean =>
  message.type === 'session' && message.session.phase === 'connected' && situation.missing !== null;

/** What of a map a reading would show: readings of an unchanged map are not asked for. */
function healthOf({ topology, metrics }: State): string {
  if (topology?.kind !== 'cluster') return '';
  const { state, shards, migrations, contests, views } = topology;
  return JSON.stringify([
    state,
    shards.map(({ primary, replicas, slots }) => [
      slots,
      [primary, ...replicas].map((node) => node && [node.id, node.health, node.role]),
    ]),
    migrations,
    contests,
    views.map(({ node }) => node),
    // The map learns of a dead node only once the others flag it, which may be after the election.
    Object.values(metrics).flatMap(({ latest }) => (latest.trouble?.kind === 'silent' ? latest.address : [])),
  ]);
}

/** Opens the page over an idle shell, once for each trouble. */
function createOpener({ send, isFocusLost, shell }: Surroundings) {
  let workedAt = -Infinity;
  let hasOpened = false;
  const work = () => (workedAt = Date.now());
  for (const kind of ['keydown', 'pointerdown', 'wheel'])
    window.addEventListener(kind, work, { capture: true, passive: true });
  /** The shell's line is empty, and nobody works elsewhere in the window. */
  const isIdle = ({ view, hint, overlay, drawer, session, walk }: State) =>
    // A lesson has made the trouble itself, and shows it.
    !walk.isOpen &&
    view === 'shell' &&
    hint.kind === 'empty' &&
    overlay === null &&
    drawer === null &&
    session.transaction === '' &&
    !session.subscribed &&
    Date.now() - workedAt > QUIET &&
    (isFocusLost() || document.activeElement?.closest('#terminal .xterm') !== null);
  return {
    take(message: Message, state: State): void {
      if (message.type === 'executed') work();
      if (message.type === 'changes' && message.changes[0]?.kind === 'first-read') hasOpened = false;
      if (message.type !== 'situation-read' && message.type !== 'tick') return;
      const rows = state.situation.situation?.rows ?? [];
      if (rows.length === 0) hasOpened = false;
      const worst = rows.find(({ severity }) => severity === 'error');
      if (!worst || hasOpened || state.situation.missing !== null || !isIdle(state)) return;
      hasOpened = true;
      shell().notice({
        tone: 'bad',
        text: words.opened(worst.title, shortcutText(shortcutOf('focus-shell', state.settings.shortcuts))),
      });
      send({ type: 'action', name: 'show-situation' });
    },
  };
}
