/** The parts of a feature. Its folder's index exports one; features/index.ts lists them all. */
import type { ComponentChild, ComponentType } from 'preact';
import type { ActionName } from '../../shared/actions.ts';
import type { Boot } from '../../shared/boot.ts';
import type { Client } from '../../shared/ipc.ts';
import type { LateEditor } from '../editor/late-editor.ts';
import type { Shell } from '../repl/contract.ts';
import type { FeatureStates, Overlays } from './contract.ts';
import type { Message } from './message.ts';
import type { Overlay, PanelProps, Send, State } from './state.ts';

/** A feature without a state of its own. */
export interface Feature {
  /** Called once; returns the function that is called with each message and the state after it. */
  perform?(surroundings: Surroundings): Perform;
  /** Shown in the middle, if shared/actions.ts has a row that opens it. */
  view?: ComponentType<PanelProps>;
  /** A number on the tab of its view; null for none. */
  badge?(state: State): Badge | null;
  /** Whether its view takes the room of the side panels, which then open over it. */
  isWide?(state: State): boolean;
  /** Shown in the inspector, if shared/actions.ts has a row that opens it. */
  tab?: ComponentType<PanelProps>;
  /** The components it puts into the window's frame. */
  places?: { readonly [P in Place]?: ComponentType<PanelProps> };
  /** What the palette offers for the typed text, beside the actions and nodes. */
  offers?(state: State, text: string): readonly PaletteEntry[];
  overlays?: { readonly [K in keyof Overlays]?: OverlayPart<Overlays[K]> };
}

export interface FeatureWithState<Name extends keyof FeatureStates> extends Feature {
  initial(boot: Boot): FeatureStates[Name];
  /** `before` is the whole window before the message. */
  reduce(own: FeatureStates[Name], message: Message, before: State): FeatureStates[Name];
}

export interface PaletteEntry {
  id: string;
  label: string;
  /** The English label: it is found in every language. */
  english: string;
  group: string;
  /** The action that it is: its keys are shown. */
  action: ActionName | null;
  shard: number | null;
  /** Sent one after the other. */
  messages: readonly Message[];
}

export interface Badge {
  count: number;
  /** Read out: `4 findings`. */
  label: string;
  isBad: boolean;
}

/** Elements of index.html that one feature fills. */
export type Place = 'runtime' | 'nodes' | 'welcome' | 'menu' | 'lesson' | 'broadcast';

export interface OverlayPart<O extends Overlay> {
  /** The dialog that a message opens, over whichever is open; null if it opens none. */
  open(message: Message): O | null;
  /** Null closes it. */
  reduce?(overlay: O, message: Message): O | null;
  draw(props: PanelProps, overlay: O): ComponentChild;
}

/** Performs a message's effects on main, the shell and the focus. The state has changed already. */
export type Perform = (message: Message, state: State) => void;

export interface Surroundings {
  client: Client;
  /** The shell that is shown. */
  shell(): Shell;
  /** Null once it has been closed. */
  shellOf(id: number): Shell | null;
  allShells(): Shell[];
  send: Send;
  /** Draws the state now, so that an element it shows can take the focus, and the next key, at once. */
  draw(): void;
  focusShell(): void;
  /** Loads the editor first if need be. */
  focusEditor(): void;
  /** Puts a text into the editor, which is shown: Lua by its name, else commands. Rejects if the editor cannot be loaded. */
  openInEditor: LateEditor['openFile'];
  /** Opens an editor for a conf file in an element. Rejects if it cannot be loaded. */
  confEditor: LateEditor['openConf'];
  /** Whether nothing has the focus, or something hidden has it. */
  isFocusLost(): boolean;
  /** Reports a finished action in the shell. */
  inform(text: string): void;
  /** Reports a failure in the shell. */
  report(error: unknown): void;
}
