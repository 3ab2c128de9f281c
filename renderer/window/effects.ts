/** What a message asks of main, of the shell and of the focus; reduce has changed the state already. */
import type { ActionName } from '../../shared/actions.ts';
import type { Client } from '../../shared/ipc.ts';
import type { Protocol, RedirectMode } from '../../shared/session/session.ts';
import { performCalculator } from '../features/calculator/effects.ts';
import { failureOf } from '../kit/client.ts';
import { createCopying } from './copying.ts';
import { performConnections } from '../features/connections/effects.ts';
import { performDoctor } from '../features/connections/doctor/effects.ts';
import { performKeys } from './key-effects.ts';
import { performMap } from '../features/map/effects.ts';
import { focusRegion, focusView, rememberFocus } from '../kit/regions.ts';
import type { Shell } from '../repl/contract.ts';
import type { TextForm } from '../repl/transcript/transcript-text.ts';
import { hasCalculator } from './shown-panels.ts';
import type { Message } from './message.ts';
import type { Send, State } from './state.ts';
import { readReplyPage } from '../features/replies/reply-page.ts';
import { performSlot } from '../features/slot/effects.ts';
import { performTags } from '../features/tags/effects.ts';
import { performTimeline } from '../features/timeline/effects.ts';
import { performTransfer } from '../features/connections/transfer/effects.ts';

const COPIES = {
  'copy-plain': 'plain',
  'copy-all-plain': 'plain',
  'copy-redis-cli': 'redis-cli',
  'copy-all-redis-cli': 'redis-cli',
  'copy-json': 'json',
  'copy-all-json': 'json',
} as const satisfies Partial<Record<ActionName, TextForm>>;

const ZOOMS = { 'zoom-in': 'in', 'zoom-out': 'out', 'zoom-reset': 'reset' } as const;

export interface Surroundings {
  client: Client;
  /** The shell that is shown. */
  shell(): Shell;
  /** Null once it has been closed. */
  shellOf(id: number): Shell | null;
  allShells(): Shell[];
  send: Send;
  /** Draws the state now: an element that it shows can take the focus, and the next key, at once. */
  draw(): void;
  /** Loads the editor where this has not been done. */
  focusEditor(): void;
}

/** What has just been hidden keeps the focus until the next frame. */
const isFocusLost = () => {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || !activeElement.checkVisibility();
};

export function createEffects(surroundings: Surroundings): (message: Message, state: State) => void {
  const { client, send } = surroundings;
  const { shell } = surroundings;
  const lastFocus = rememberFocus();
  /** A search that another has overtaken finds nothing. */
  let searches = 0;
  const focusShell = () => {
    surroundings.draw();
    shell().focus();
  };
  const focusId = (id: string) => {
    surroundings.draw();
    const element = document.getElementById(id);
    element?.focus();
    // The next text typed replaces the question before.
    if (element instanceof HTMLInputElement) element.select();
  };
  const moveFocus = (step: 1 | -1) => {
    surroundings.draw();
    focusRegion(step, lastFocus);
  };
  const inform = (text: string) => shell().notice({ tone: 'info', text });
  const report = (error: unknown) => {
    const { message, advice } = failureOf(error);
    shell().notice({ tone: 'bad', text: advice ? `${message} ${advice}` : message });
  };

  function perform(message: Message, state: State): void {
    performCalculator(message, surroundings);
    performConnections(message, state, surroundings);
    performDoctor(message, state, surroundings);
    performTransfer(message, state, surroundings);
    performKeys(message, state, { ...surroundings, focusShell, focusLost: isFocusLost });
    performMap(message, state, surroundings);
    performSlot(message, state, surroundings);
    performTags(message, state, surroundings);
    performTimeline(message, state, surroundings);
    switch (message.type) {
      case 'action':
        return act(message.name, state);
      case 'view':
        surroundings.draw();
        return message.view === 'shell' ? shell().focus() : undefined;
      case 'current-node':
        client
          .setCurrentNode({ shell: state.active, node: message.node })
          .then((session) => send({ type: 'session', session }))
          .catch((error: unknown) =>
            send({ type: 'node-failed', node: message.node, failure: failureOf(error) }),
          );
        return;
      case 'demo-node': {
        const { port, run } = message;
        const node = `127.0.0.1:${port}`;
        (run ? client.startDemoNode({ port }) : client.stopDemoNode({ port })).catch((error: unknown) =>
          send({ type: 'node-failed', node, failure: failureOf(error) }),
        );
        return;
      }
      case 'want-pages':
        if (state.overlay?.kind !== 'reply') return;
        for (const page of message.pages)
          readReplyPage(client, state.overlay.large.id, page, state.settings.escape, send);
        return;
      case 'reply-find': {
        if (state.overlay?.kind !== 'reply') return;
        const { id } = state.overlay.large;
        const { text, from, back } = message;
        const mine = ++searches;
        client.findInReply({ id, text, from, back, escape: state.settings.escape }).then(
          (row) => mine === searches && send({ type: 'reply-found', id, row }),
          (error: unknown) => send({ type: 'reply-failed', id, failure: failureOf(error) }),
        );
        return;
      }
      case 'copy-value':
        client.copyText({ text: message.text }).catch(valueFailed);
        return;
      case 'save-value':
        client
          .saveText({ suggestion: message.suggestion, text: message.content })
          .then((path) => path !== null && send({ type: 'value-saved', path }), valueFailed);
        return;
      case 'save-reply':
        if (state.overlay?.kind === 'reply') saveReply(state.overlay.large.id);
        return;
      default:
        return;
    }
  }

  const valueFailed = (error: unknown) => send({ type: 'value-failed', failure: failureOf(error) });

  function saveReply(id: number): void {
    client
      .saveReply({ id })
      .then((path) => path !== null && send({ type: 'reply-saved', path }))
      .catch((error: unknown) => send({ type: 'reply-failed', id, failure: failureOf(error) }));
  }

  const setMode = (shell: number, mode: RedirectMode) =>
    client
      .setMode({ shell, mode })
      .then((session) => send({ type: 'session', session }))
      .catch(report);
  const setProtocol = (shell: number, protocol: Protocol) =>
    client
      .setProtocol({ shell, protocol })
      .then((session) => send({ type: 'session', session }))
      .catch(report);

  function startDemo(): void {
    client
      .startDemo(undefined)
      .then((session) => send({ type: 'session', session }))
      .then(focusShell)
      .catch((error: unknown) => send({ type: 'demo-failed', failure: failureOf(error) }));
  }

  const copying = createCopying(client, shell, report);

  function clearHistory(active: number): void {
    client
      .clearHistory({ shell: active })
      .then(() => {
        for (const one of surroundings.allShells()) one.clearHistory();
        inform('The history of this connection has been deleted.');
      })
      .catch(report);
  }

  // What is selected in a panel is copied from there; otherwise what is selected in the transcript.
  function copy(): void {
    const selected = String(window.getSelection());
    if (selected) client.copyText({ text: selected }).catch(report);
    else shell().copySelection();
  }

  function act(name: ActionName, state: State): void {
    switch (name) {
      case 'connect':
        return surroundings.draw();
      case 'new-window':
        client.newWindow(undefined).catch(report);
        return;
      case 'zoom-in':
      case 'zoom-out':
      case 'zoom-reset':
        client.zoom(ZOOMS[name]).catch(report);
        return;
      case 'disconnect':
        client.disconnect(undefined).catch(report);
        return;
      case 'refresh':
        client.refreshTopology(undefined).catch(report);
        return;
      case 'mode-direct':
        return void setMode(state.active, 'direct');
      case 'mode-follow':
        return void setMode(state.active, 'follow');
      case 'mode-off':
        return void setMode(state.active, 'off');
      case 'protocol-2':
        return void setProtocol(state.active, 2);
      case 'protocol-3':
        return void setProtocol(state.active, 3);
      case 'new-shell':
        client
          .openShell(undefined)
          .then((session) => send({ type: 'shell-opened', session }))
          .then(focusShell)
          .catch(report);
        return;
      case 'close-shell':
      case 'next-shell':
      case 'previous-shell':
        return focusShell();
      case 'copy':
        return copy();
      case 'paste':
        return shell().pasteClipboard();
      case 'clear':
        return shell().clear();
      case 'find':
        surroundings.draw();
        return shell().openFind();
      case 'copy-plain':
      case 'copy-redis-cli':
      case 'copy-json':
        return copying.copy(COPIES[name], false);
      case 'copy-all-plain':
      case 'copy-all-redis-cli':
      case 'copy-all-json':
        return copying.copy(COPIES[name], true);
      case 'save-transcript':
        return copying.save('transcript.txt', 'redis-cli');
      case 'save-transcript-json':
        return copying.save('transcript.json', 'json');
      case 'clear-history':
        return clearHistory(state.active);
      case 'cancel':
        client.cancel({ shell: state.active }).catch(report);
        return;
      case 'focus-shell':
        return focusShell();
      case 'next-panel':
        return moveFocus(1);
      case 'previous-panel':
        return moveFocus(-1);
      case 'show-map':
      case 'show-calculator':
      case 'show-tags':
      case 'show-nodes':
        surroundings.draw();
        return focusView();
      case 'show-changes':
        return focusId('tab-changes');
      case 'show-trace':
        return focusId('tab-trace');
      case 'show-slot':
        return focusId(hasCalculator(state) ? 'key-to-slot' : 'slot-query');
      case 'demo-start':
        return startDemo();
      case 'demo-copy':
        client
          .copyDemoCommand(undefined)
          .then(() => inform('Copied, with the password of this demo: paste it into a terminal.'), report);
        return;
      case 'demo-stop':
        client.stopDemo(undefined).catch(report);
        return;
      case 'toggle-nodes':
      case 'toggle-inspector':
        // The focus must not stay in what has been hidden.
        surroundings.draw();
        if (isFocusLost()) shell().focus();
        return;
      case 'toggle-editor':
        surroundings.draw();
        if (state.settings.editorShown) surroundings.focusEditor();
        else if (isFocusLost()) shell().focus();
        return;
      case 'palette':
      case 'keys':
        return surroundings.draw();
      case 'escape-switch':
      case 'monitor-without-own':
      case 'monitor-with-own':
      case 'examine':
      case 'theme-system':
      case 'theme-dark':
      case 'theme-light':
        return;
    }
  }

  return perform;
}
