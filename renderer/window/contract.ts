/**
 * Features add their types to the window's here. Each feature declares its own entries from its own folder
 * (`declare module '../../window/contract.ts'`). The window's types therefore import no feature, and types form no circle.
 */
import type { WindowMessage } from './window-message.ts';

/** By a feature's name: its part of the state. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- features fill it
export interface FeatureStates {}

/** By a feature's name: the messages it sends or is sent. */
export interface Messages {
  window: WindowMessage;
}

/** By its kind: each dialog that can be open. */
export interface Overlays {
  palette: { kind: 'palette'; query: string; selected: number };
  keys: { kind: 'keys' };
}
