/** The shells and the editor: passes them changes of the state, and computes the hint about the text being typed in them. */
import type { Boot } from '../../shared/boot.ts';
import type { Client } from '../../shared/ipc.ts';
import type { Settings } from '../../shared/session/settings.ts';
import { createLateEditor, type LateEditor } from '../editor/late-editor.ts';
import { failureOf } from '../kit/client.ts';
import type { Store } from '../kit/store.ts';
import { applyTheme, drawnTheme } from '../kit/theme.ts';
import type { ShellContext } from '../repl/contract.ts';
import { describeLine } from '../repl/line/hint.ts';
import { Reading } from '../../shared/repl/line/reading.ts';
import type { ShellPlace } from '../repl/shell-place.ts';
import { createShells, type Shells } from '../repl/shells.ts';
import { suggestionOf } from '../features/walk/state.ts';
import { editorHooks } from './editor-hooks.ts';
import type { Message } from './message.ts';
import { shownShells } from './panes-state.ts';
import type { Asker } from './questions.ts';
import { shellHooks } from './shell-hooks.ts';
import type { State } from './state.ts';

const NO_LINE = new Reading('');

export class Work {
  readonly shells: Shells;
  readonly editor: LateEditor;
  /** The line being typed in each shell. */
  private readonly lines = new Map<number, Reading>();
  /** The line in the editor while the editor has the focus; the hint is then about it. */
  private scriptLine: Reading | null = null;
  /** `:set hints`. */
  private hintsShown: boolean;
  private readonly client: Client;
  private readonly store: Store<State, Message>;

  constructor(client: Client, store: Store<State, Message>, asker: Asker, boot: Boot, first: ShellPlace) {
    this.client = client;
    this.store = store;
    this.hintsShown = boot.preferences.hints ?? true;
    const settings = () => store.state().settings;
    const { report } = this;
    const parts = {
      client,
      store,
      asker,
      report,
      shell: (id: number) => this.shells.of(id),
      onHints: (on: boolean) => this.showHints(on),
      onEdit: (id: number, line: Reading) => {
        this.lines.set(id, line);
        this.hint();
      },
    };
    this.shells = createShells(
      document.getElementById('terminal')!,
      first,
      (id) => id !== store.state().active && store.send({ type: 'show-shell', shell: id }),
      (id) => shellHooks(id, parts),
      () => ({ theme: drawnTheme(settings().theme), escape: settings().escape, terminal: settings() }),
    );
    const onLine = (text: string | null) => {
      this.scriptLine = text === null ? null : new Reading(text);
      this.hint();
    };
    this.editor = createLateEditor(document.getElementById('editor')!, {
      hooks: editorHooks({
        client,
        send: store.send,
        report,
        onLine,
        shell: () => this.shells.active(),
        active: () => store.state().active,
        shortcuts: () => settings().shortcuts,
      }),
      context: () => contextOf(store.state(), store.state().active),
      look: () => editorLook(settings()),
    });
  }

  /** Opens the shells that there are when the window opens, and says what main has to say. */
  begin({ shells, preferences, notices }: Boot): void {
    for (const { shell: id } of shells) this.shells.open(id).setHints(this.hintsShown);
    this.showShells(this.store.state());
    for (const { shell: id } of shells) this.giveContext(id);
    const shell = this.shells.active();
    for (const text of preferences.problems) shell.notice({ tone: 'bad', text });
    for (const notice of notices) shell.notice(notice);
  }

  /** Called after each change of the state. */
  follow(state: State, before: State): void {
    this.followShells(state, before);
    if (state.settings !== before.settings) this.followSettings(state.settings, before.settings);
  }

  private followSettings(settings: Settings, before: Settings): void {
    const { font, fontSize, scrollback, escape } = settings;
    if (settings.theme !== before.theme) this.retheme();
    if (escape !== before.escape) for (const one of this.shells.all()) one.setEscape(escape);
    const isOtherFont = font !== before.font || fontSize !== before.fontSize;
    if (isOtherFont) this.editor.setLook(editorLook(settings));
    if (isOtherFont || scrollback !== before.scrollback)
      for (const one of this.shells.all()) one.setTerminal(settings);
  }

  private followShells(state: State, before: State): void {
    for (const id of Object.keys(before.sessions).map(Number)) if (!(id in state.sessions)) this.close(id);
    const all =
      state.topology !== before.topology ||
      state.commands !== before.commands ||
      state.docs !== before.docs ||
      state.language !== before.language ||
      suggestionOf(state) !== suggestionOf(before) ||
      state.active !== before.active;
    for (const id of Object.keys(state.sessions).map(Number)) {
      if (!all && state.sessions[id] === before.sessions[id]) continue;
      this.shells.open(id).setHints(this.hintsShown);
      this.giveContext(id);
    }
    if (state.active !== before.active || state.split !== before.split) this.showShells(state);
    if (state.active !== before.active) this.shells.focus();
    if (!all && state.session === before.session) return;
    this.hint();
    this.editor.setContext(contextOf(state, state.active));
  }

  private showShells(state: State): void {
    this.shells.show(state.active, shownShells(state));
  }

  private close(id: number): void {
    this.shells.close(id);
    this.lines.delete(id);
    this.client.closeShell({ shell: id }).catch(this.report);
  }

  /** The theme was chosen, or the system's has changed. */
  readonly retheme = (): void => {
    const { settings } = this.store.state();
    const theme = drawnTheme(settings.theme);
    if (!applyTheme(theme)) return;
    for (const one of this.shells.all()) one.setTheme(theme);
    this.editor.setLook(editorLook(settings));
  };

  /** Reports a failure in the shell. */
  readonly report = (error: unknown): void => {
    const { message, advice } = failureOf(error);
    this.shells.active().notice({ tone: 'bad', text: `${message} ${advice}`.trim() });
  };

  private showHints(on: boolean): void {
    this.hintsShown = on;
    for (const one of this.shells.all()) one.setHints(on);
  }

  private hint(): void {
    const state = this.store.state();
    const line = this.scriptLine ?? this.lines.get(state.active) ?? NO_LINE;
    this.store.send({ type: 'hint', hint: describeLine(line, contextOf(state, state.active)) });
  }

  private giveContext(id: number): void {
    this.shells.of(id)?.setContext(contextOf(this.store.state(), id));
  }
}

const editorLook = (settings: Settings) => ({ ...settings, theme: drawnTheme(settings.theme) });

function contextOf(state: State, id: number): ShellContext {
  const { topology, commands, docs, sessions, active, language } = state;
  const session = sessions[id] ?? state.session;
  const suggestion = id === active ? suggestionOf(state) : '';
  return { topology, commands, docs, session, language, suggestion };
}
