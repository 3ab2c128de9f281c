/** The window's composition root: what main reports and the user does become messages, and the state is drawn once a frame. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './window/index.css';
import type { Boot } from '../shared/boot.ts';
import type { Bridge, Client } from '../shared/ipc.ts';
import { DEFAULT_SETTINGS, type Settings } from '../shared/session/settings.ts';
import { createClient, failureOf } from './kit/client.ts';
import { escapeAllText } from './kit/safe-text.ts';
import { loadLate } from './kit/late.tsx';
import { createStore } from './kit/store.ts';
import { applyTheme, drawnTheme } from './kit/theme.ts';
import { openPlace } from './repl/shell-place.ts';
import { afterPaint, createDrawing } from './window/drawing.ts';
import { createEffects } from './window/effects.ts';
import { isAvailable } from './window/availability.ts';
import { holdEvents } from './window/events.ts';
import { listen } from './window/listeners.ts';
import type { Message } from './window/message.ts';
import { createAsker } from './window/questions.ts';
import { initialState, reduce } from './window/reduce.ts';
import { shownBy } from './window/shown-state.ts';
import type { Send, State } from './window/state.ts';
import { lateFor } from './window/late-parts.ts';
import { languageShower } from './window/show-language.ts';
import { surroundingsOf } from './window/surroundings.ts';
import { Work } from './window/work.ts';
// After every feature's styles, because it overrides them.
import './kit/forced-colors.css';

declare global {
  interface Window {
    slotshell: Bridge;
    /** For tests: the text of the terminal. */
    slotshellTest: { lines(): string[]; idle(): Promise<void> };
  }
}

const SAVE_AFTER_MS = 300;
const TERMINAL_FONTS = ['13px "JetBrains Mono Variable"', 'bold 13px "JetBrains Mono Variable"'];

async function openWindow(bridge: Bridge): Promise<void> {
  const client = createClient(bridge);
  const takeEvents = holdEvents(bridge);
  const booting = client.boot(undefined);
  // xterm measures its cells once: with the wrong font they would stay wrong.
  await Promise.all(TERMINAL_FONTS.map((font) => document.fonts.load(font)));
  // To open it takes as long as main needs for its answer.
  const place = openPlace(document.getElementById('terminal')!, drawnTheme('system'), DEFAULT_SETTINGS);
  const boot = await booting;

  const store = createStore(initialState(boot, window.innerWidth, Date.now()), reduce, changed, lateFor);
  const { send } = store;
  const asker = createAsker(send);
  applyTheme(drawnTheme(boot.settings.theme));
  const work = new Work(client, store, asker, boot, place);
  const { shells, editor } = work;
  const drawing = createDrawing(store, () => shells.active().focus());
  const perform = createEffects(surroundingsOf(client, work, send, drawing.now));
  const saveSoon = createSaving(client, work);
  work.begin(boot);
  const showLanguage = languageShower((text) => shells.active().notice({ tone: 'bad', text }));
  showLanguage(store.state().language);
  if (boot.session.phase === 'connected') onConnected(client, send);

  function changed(message: Message, state: State, before: State): void {
    drawing.ask();
    work.follow(state, before);
    if (state.language !== before.language) showLanguage(state.language);
    const isConnected = state.session.phase === 'connected';
    if (state.active !== before.active || state.split !== before.split || state.view !== before.view)
      client.shows(shownBy(state)).catch(work.report);
    if (isConnected && before.session.phase !== 'connected') onConnected(client, send);
    if (state.settings !== before.settings && message.type !== 'settings') saveSoon(state.settings);
    asker.hear(message, state);
    perform(message, state);
  }

  takeEvents(shells, (message) => {
    // The system's menu offers every action at any time.
    if (message.type !== 'action' || isAvailable(message.name, store.state())) send(message);
  });
  listen(client, store, work);
  window.slotshellTest = { lines: () => shells.active().lines(), idle: () => shells.active().idle() };
  await lateFor(store.state())?.catch(onLateFailure);
  drawing.begin();
  // A start that has failed already leads to the doctor, like one that fails from now on.
  if (boot.session.failure) send({ type: 'session', session: boot.session });
  if (boot.learn) send({ type: 'action', name: 'learn' });
  begin(boot, send);
  afterPaint(() => {
    if (store.state().settings.editorShown) void editor.show();
    // Tests wait for it.
    const ready = () => (document.body.dataset.ready = '1');
    loadLate().then(ready, onLateFailure);
  });

  function onLateFailure(error: unknown): void {
    const text = `A part of Slotshell could not be loaded (${failureOf(error).message}). The shell works; start Slotshell again for the rest.`;
    shells.active().notice({ tone: 'bad', text });
    if (!store.state().started) document.getElementById('welcome')!.textContent = text;
  }
}

/** An offer waits on the connections screen. */
function begin({ begin }: Boot, send: Send): void {
  if (begin === null) return;
  if ('connect' in begin) return send({ type: 'connect-saved', id: begin.connect });
  if ('offer' in begin) return send({ type: 'open-connections', id: begin.offer });
  send({ type: 'action', name: 'connect' });
  send({ type: 'connect-text', text: begin.offerText });
}

function createSaving(client: Client, { report }: Work): (settings: Settings) => void {
  let timer = 0;
  return (settings) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => client.saveSettings(settings).catch(report), SAVE_AFTER_MS);
  };
}

function onConnected(client: Client, send: Send): void {
  // test/bench/start.bench.ts measures the time to this mark: the first prompt that accepts keys is painted.
  afterPaint(() => performance.mark('prompt'));
  // Some hundred kilobytes, for hints and completion only: the first keys come before them.
  requestIdleCallback(() => {
    client
      .commandTable(undefined)
      .then((commands) => send({ type: 'commands', commands }))
      .catch(() => undefined); // the bundled table stays
    client
      .commandDocs(undefined)
      .then((docs) => send({ type: 'docs', docs }))
      .catch(() => undefined); // there are no hints then
  });
}

escapeAllText();
applyTheme(drawnTheme('system'));
void openWindow(window.slotshell);
