/** The window's composition root: main's news and the user's doings become messages, the state is drawn once a frame. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './styles/index.css';
import type { Bridge } from '../shared/ipc.ts';
import type { Settings } from '../shared/model.ts';
import { createClient, failureOf, onEvent, type EventMessage } from './client.ts';
import { createEffects } from './effects.ts';
import { drawFrame } from './frame.tsx';
import { listenForKeys } from './keys.ts';
import { describeLine } from './repl/hint.ts';
import { createShell, type ShellContext } from './repl/shell.ts';
import { initialState, reduce, type Message, type State } from './state.ts';
import { createStore } from './store.ts';
import { applyTheme, drawnTheme, onSystemTheme } from './theme.ts';

declare global {
  interface Window {
    slotshell: Bridge;
    /** For tests: what the terminal shows. */
    slotshellTest: { lines(): string[] };
  }
}

const SAVE_AFTER = 300;
const TERMINAL_FONTS = ['13px "JetBrains Mono Variable"', 'bold 13px "JetBrains Mono Variable"'];

async function openWindow(bridge: Bridge): Promise<void> {
  const client = createClient(bridge);
  // Nothing that main says while we start is lost: it is held until there is a state to change.
  const early: EventMessage[] = [];
  let hear = (event: EventMessage) => void early.push(event);
  onEvent(bridge, (event) => hear(event));
  // xterm measures its cells once: with the wrong font they would stay wrong.
  const [boot] = await Promise.all([
    client.boot(undefined),
    ...TERMINAL_FONTS.map((font) => document.fonts.load(font)),
  ]);

  const store = createStore(initialState(boot, window.innerWidth, Date.now()), reduce, changed);
  const { send } = store;
  applyTheme(drawnTheme(boot.settings.theme));
  const terminal = document.getElementById('terminal')!;
  let line = { text: '', cursor: 0 };
  let drawn = store.state();
  let seen = drawn;
  let perform: (message: Message, state: State) => void = () => undefined;
  let drawing = false;
  const shell = createShell(
    terminal,
    {
      execute: (text) => client.execute({ line: text }),
      cancel: () => send({ type: 'action', name: 'cancel' }),
      onEdit: (text, cursor) => {
        line = { text, cursor };
        send({ type: 'hint', hint: describeLine(text, contextOf(store.state())) });
      },
      onExecution: (execution) => send({ type: 'executed', execution }),
      onOpenReply: openReply,
      copy: (text) => void client.copyText({ text }).catch(complain),
      paste: () => client.pasteText(undefined),
      openPalette: () => send({ type: 'action', name: 'palette' }),
    },
    drawnTheme(boot.settings.theme),
  );
  perform = createEffects({ client, shell, send, draw });
  shell.setContext(contextOf(seen));
  if (seen.session.phase === 'connected') connected();

  function changed(message: Message, state: State): void {
    const before = seen;
    seen = state;
    if (!drawing) {
      drawing = true;
      requestAnimationFrame(draw);
    }
    const context = contextOf(state);
    if (
      state.topology !== before.topology ||
      state.session !== before.session ||
      state.commands !== before.commands
    ) {
      shell.setContext(context);
      send({ type: 'hint', hint: describeLine(line.text, context) });
    }
    if (state.session.phase === 'connected' && before.session.phase !== 'connected') connected();
    if (state.settings.theme !== before.settings.theme) retheme();
    if (state.settings !== before.settings && message.type !== 'settings') saveSoon(state.settings);
    perform(message, state);
  }

  function draw(): void {
    // The frame that was asked for comes too late where a key or a click has drawn already.
    if (!drawing) return;
    drawing = false;
    const state = store.state();
    drawFrame(state, send);
    if (state.started && !drawn.started) shell.focus();
    drawn = state;
  }

  function connected(): void {
    // What test/bench/start.bench.ts measures: the first prompt that one can type at, painted.
    afterPaint(() => performance.mark('prompt'));
    client
      .commandTable(undefined)
      .then((commands) => send({ type: 'commands', commands }))
      .catch(() => undefined); // the bundled table stays
  }

  function retheme(): void {
    const theme = drawnTheme(store.state().settings.theme);
    if (applyTheme(theme)) shell.setTheme(theme);
  }

  let saving = 0;
  function saveSoon(settings: Settings): void {
    clearTimeout(saving);
    saving = window.setTimeout(() => client.saveSettings(settings).catch(complain), SAVE_AFTER);
  }

  function complain(error: unknown): void {
    const { message, advice } = failureOf(error);
    shell.notice({ tone: 'bad', text: `${message} ${advice}`.trim() });
  }

  function openReply(id: number): void {
    const large = store.state().trace.find((entry) => entry.large?.id === id)?.large;
    if (large) send({ type: 'open-reply', large });
    else
      shell.notice({ tone: 'info', text: 'That reply is no longer kept. Run the command again to read it.' });
  }

  hear = (event) => {
    if (event.name === 'notice') shell.notice(event.payload);
    else send(toMessage(event));
  };
  early.forEach(hear);
  onSystemTheme(retheme);
  listenForKeys(
    (name) => send({ type: 'action', name }),
    () => {
      if (store.state().drawer === null) return false;
      send({ type: 'close-drawer' });
      shell.focus();
      return true;
    },
  );
  window.addEventListener('resize', () => send({ type: 'resized', width: window.innerWidth }));
  window.setInterval(() => document.hidden || send({ type: 'tick', now: Date.now() }), 1000);
  new ResizeObserver(() => shell.fit()).observe(terminal);
  window.slotshellTest = { lines: () => shell.lines() };

  // A key or a click acts on what is drawn: what was typed just before must be in it.
  for (const type of ['keydown', 'pointerdown', 'click', 'submit'])
    window.addEventListener(type, ({ target }) => terminal.contains(target as Node) || draw(), true);

  drawFrame(store.state(), send);
  if (store.state().started) shell.focus();
  afterPaint(() => (document.body.dataset.ready = '1'));
}

const afterPaint = (act: () => void) => requestAnimationFrame(() => requestAnimationFrame(act));

const contextOf = ({ topology, commands, session }: State): ShellContext => ({ topology, commands, session });

function toMessage(event: Exclude<EventMessage, { name: 'notice' }>): Message {
  switch (event.name) {
    case 'session':
      return { type: 'session', session: event.payload };
    case 'topology':
      return { type: 'topology', topology: event.payload };
    case 'stats':
      return { type: 'stats', stats: event.payload };
    case 'demo':
      return { type: 'demo', demo: event.payload };
    case 'settings':
      return { type: 'settings', settings: event.payload };
    case 'action':
      return { type: 'action', name: event.payload };
  }
}

applyTheme(drawnTheme('system'));
void openWindow(window.slotshell);
