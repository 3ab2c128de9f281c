/** The window's composition root: main's news and the user's doings become messages, the state is drawn once a frame. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './window/index.css';
import type { Bridge } from '../shared/ipc.ts';
import type { Settings } from '../shared/session/settings.ts';
import { createClient, failureOf, onEvent, type EventMessage } from './kit/client.ts';
import { createEffects } from './window/effects.ts';
import { questionOf } from './features/paste/paste-question.ts';
import { drawFrame } from './window/frame.tsx';
import { actionOf, listenForKeys, listenForZoom } from './window/keys.ts';
import { escapeAllText } from './kit/safe-text.ts';
import { createLateEditor } from './editor/late-editor.ts';
import { createAsker } from './window/questions.ts';
import { describeLine } from './repl/line/hint.ts';
import { Reading } from './repl/line/reading.ts';
import type { ShellContext, ShellHooks } from './repl/contract.ts';
import type { Message } from './window/message.ts';
import { initialState, reduce } from './window/reduce.ts';
import type { State } from './window/state.ts';
import { surroundingsOf } from './window/surroundings.ts';
import { createShells } from './repl/shells.ts';
import { createStore } from './kit/store.ts';
import { applyTheme, drawnTheme, onSystemTheme } from './kit/theme.ts';
import './kit/forced-colors.css';

declare global {
  interface Window {
    slotshell: Bridge;
    /** For tests: what the terminal shows. */
    slotshellTest: { lines(): string[]; idle(): Promise<void> };
  }
}

const SAVE_AFTER = 300;
const NO_LINE = new Reading('');
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
  const asker = createAsker(send);
  applyTheme(drawnTheme(boot.settings.theme));
  const terminal = document.getElementById('terminal')!;
  const lines = new Map<number, Reading>();
  let drawn = store.state();
  let seen = drawn;
  let perform: (message: Message, state: State) => void = () => undefined;
  let hintsShown = boot.preferences.hints ?? true;
  let drawing = false;
  const shells = createShells(
    terminal,
    hooksOf,
    () => drawnTheme(store.state().settings.theme),
    () => store.state().settings.escape,
  );
  const shell = () => shells.active();
  /** What is written in the editor while it has the focus: the hint is about that then. */
  let scriptLine: Reading | null = null;
  const editor = createLateEditor(document.getElementById('editor')!, {
    hooks: {
      run: (script) => shell().runAll(script),
      shortcut: (event) => takeShortcut(event),
      onLine: (text) => {
        scriptLine = text === null ? null : new Reading(text);
        hint();
      },
      openText: () => client.openText(undefined),
      saveText: (suggestion, text) => client.saveText({ suggestion, text }),
      complain,
      close: () => send({ type: 'action', name: 'toggle-editor' }),
    },
    context: () => contextOf(store.state(), store.state().active),
    theme: () => drawnTheme(store.state().settings.theme),
  });

  function hooksOf(id: number): ShellHooks {
    return {
      run: (run, done, approval) => client.run({ shell: id, lines: [...run], done, approval }),
      confirmPaste: (lines) => {
        const { commands, sessions, session, settings } = store.state();
        const context = { session: sessions[id] ?? session, commands, policy: settings.pasteConfirm };
        const question = questionOf(lines, context);
        return question === null || asker.askPaste(question);
      },
      ask: (question) => asker.ask(question),
      cancel: () => void client.cancel({ shell: id }).catch(complain),
      stopStreams: () => void client.stopStreams({ shell: id }).catch(complain),
      leave: () => leave(id),
      onHints: (on) => {
        hintsShown = on;
        for (const one of shells.all()) one.setHints(on);
      },
      onEdit: (line) => {
        lines.set(id, line);
        hint();
      },
      onExecutions: (executions) => send({ type: 'executed', shell: id, executions }),
      onOpenReply: openReply,
      onOpenValue: (title, frame) => send({ type: 'open-value', title, frame }),
      openFind: () => send({ type: 'action', name: 'find' }),
      history: () => client.history({ shell: id }),
      copy: (text) => void client.copyText({ text }).catch(complain),
      paste: () => client.pasteText(undefined),
      openPalette: () => send({ type: 'action', name: 'palette' }),
    };
  }
  const hint = () => {
    const state = store.state();
    const context = contextOf(state, state.active);
    const line = scriptLine ?? lines.get(state.active) ?? NO_LINE;
    send({ type: 'hint', hint: describeLine(line, context) });
  };
  const giveContext = (id: number) => shells.of(id)?.setContext(contextOf(store.state(), id));

  /** `exit`: the last shell stays, with its window. */
  function leave(id: number): void {
    if (Object.keys(store.state().sessions).length > 1) send({ type: 'close-shell', shell: id });
    else shells.of(id)?.notice({ tone: 'info', text: 'Closing the window ends the last shell.' });
  }

  perform = createEffects(surroundingsOf(client, { shells, editor }, send, draw));
  for (const { shell: id } of boot.shells) shells.open(id).setHints(hintsShown);
  shells.show(seen.active);
  for (const { shell: id } of boot.shells) giveContext(id);
  for (const text of boot.preferences.problems) shell().notice({ tone: 'bad', text });
  for (const notice of boot.notices) shell().notice(notice);
  if (seen.session.phase === 'connected') connected();

  function changed(message: Message, state: State): void {
    const before = seen;
    seen = state;
    if (!drawing) {
      drawing = true;
      requestAnimationFrame(draw);
    }
    syncShells(before, state);
    if (state.session.phase === 'connected' && before.session.phase !== 'connected') connected();
    if (state.settings.theme !== before.settings.theme) retheme();
    if (state.settings.escape !== before.settings.escape)
      for (const one of shells.all()) one.setEscape(state.settings.escape);
    if (state.settings !== before.settings && message.type !== 'settings') saveSoon(state.settings);
    asker.hear(message, state);
    perform(message, state);
  }

  function syncShells(before: State, state: State): void {
    for (const id of Object.keys(before.sessions).map(Number)) {
      if (id in state.sessions) continue;
      shells.close(id);
      lines.delete(id);
      client.closeShell({ shell: id }).catch(complain);
    }
    const all =
      state.topology !== before.topology || state.commands !== before.commands || state.docs !== before.docs;
    for (const id of Object.keys(state.sessions).map(Number)) {
      if (!all && state.sessions[id] === before.sessions[id]) continue;
      shells.open(id).setHints(hintsShown);
      giveContext(id);
    }
    if (state.active !== before.active) {
      shells.show(state.active);
      shell().focus();
    }
    if (all || state.session !== before.session) {
      hint();
      editor.setContext(contextOf(state, state.active));
    }
  }

  function draw(): void {
    // The frame that was asked for comes too late where a key or a click has drawn already.
    if (!drawing) return;
    drawing = false;
    const state = store.state();
    drawFrame(state, send);
    if (state.started && !drawn.started) shell().focus();
    drawn = state;
  }

  function connected(): void {
    // What test/bench/start.bench.ts measures: the first prompt that one can type at, painted.
    afterPaint(() => performance.mark('prompt'));
    client
      .commandTable(undefined)
      .then((commands) => send({ type: 'commands', commands }))
      .catch(() => undefined); // the bundled table stays
    // Some hundred kilobytes, for hints and completion only: the first keys come before them.
    requestIdleCallback(() => {
      client
        .commandDocs(undefined)
        .then((docs) => send({ type: 'docs', docs }))
        .catch(() => undefined); // there are no hints then
    });
  }

  function retheme(): void {
    const theme = drawnTheme(store.state().settings.theme);
    if (!applyTheme(theme)) return;
    for (const one of shells.all()) one.setTheme(theme);
    editor.setTheme(theme);
  }

  /** In the editor Ctrl+Shift+C and V are about its own text; every other shortcut is the window's. */
  function takeShortcut(event: KeyboardEvent): boolean {
    const name = actionOf(event, /Mac/.test(navigator.platform));
    if (!name || name === 'copy' || name === 'paste') return false;
    send({ type: 'action', name });
    return true;
  }

  let saving = 0;
  function saveSoon(settings: Settings): void {
    clearTimeout(saving);
    saving = window.setTimeout(() => client.saveSettings(settings).catch(complain), SAVE_AFTER);
  }

  function complain(error: unknown): void {
    const { message, advice } = failureOf(error);
    shell().notice({ tone: 'bad', text: `${message} ${advice}`.trim() });
  }

  function openReply(id: number): void {
    const large = store.state().trace.find((entry) => entry.large?.id === id)?.large;
    if (large) send({ type: 'open-reply', large });
    else
      shell().notice({
        tone: 'info',
        text: 'That reply is no longer kept. Run the command again to read it.',
      });
  }

  hear = (event) => {
    if (event.name === 'notice') for (const one of shells.all()) one.notice(event.payload);
    else if (event.name === 'pushed') shells.of(event.payload.shell)?.pushed(event.payload);
    else send(toMessage(event));
  };
  early.forEach(hear);
  onSystemTheme(retheme);
  listenForKeys(
    (name) => send({ type: 'action', name }),
    () => {
      if (store.state().drawer === null) return false;
      send({ type: 'close-drawer' });
      shell().focus();
      return true;
    },
  );
  listenForZoom((name) => send({ type: 'action', name }));
  window.addEventListener('online', () => void client.networkChanged(undefined).catch(complain));
  window.addEventListener('resize', () => send({ type: 'resized', width: window.innerWidth }));
  window.setInterval(() => document.hidden || send({ type: 'tick', now: Date.now() }), 1000);
  new ResizeObserver(() => shell().fit()).observe(terminal);
  window.slotshellTest = { lines: () => shell().lines(), idle: () => shell().idle() };

  // A key or a click acts on what is drawn: what was typed just before must be in it.
  for (const type of ['keydown', 'pointerdown', 'click', 'submit'])
    window.addEventListener(type, ({ target }) => terminal.contains(target as Node) || draw(), true);

  drawFrame(store.state(), send);
  if (store.state().started) shell().focus();
  // A start that has failed already leads to the doctor, as one that fails from now on.
  if (boot.session.failure) send({ type: 'session', session: boot.session });
  if (boot.begin !== null) send({ type: 'connect-saved', id: boot.begin });
  afterPaint(() => {
    document.body.dataset.ready = '1';
    if (store.state().settings.editorShown) void editor.show();
  });
}

const afterPaint = (act: () => void) => requestAnimationFrame(() => requestAnimationFrame(act));

const contextOf = ({ topology, commands, docs, sessions, session }: State, id: number): ShellContext => ({
  topology,
  commands,
  docs,
  session: sessions[id] ?? session,
});

function toMessage(event: Exclude<EventMessage, { name: 'notice' | 'pushed' }>): Message {
  switch (event.name) {
    case 'session':
      return { type: 'session', session: event.payload };
    case 'topology':
      return { type: 'topology', topology: event.payload };
    case 'migrations':
      return { type: 'migrations', migrations: event.payload };
    case 'stats':
      return { type: 'stats', stats: event.payload };
    case 'slotProgress':
      return { type: 'map-progress', progress: event.payload };
    case 'scan':
      return { type: 'scan', scan: event.payload };
    case 'changes':
      return { type: 'changes', changes: event.payload };
    case 'connections':
      return { type: 'connections', saved: event.payload };
    case 'doctor':
      return { type: 'doctor-step', ...event.payload };
    case 'demo':
      return { type: 'demo', demo: event.payload };
    case 'settings':
      return { type: 'settings', settings: event.payload };
    case 'action':
      return { type: 'action', name: event.payload };
  }
}

escapeAllText();
applyTheme(drawnTheme('system'));
void openWindow(window.slotshell);
