import type { Messages } from './contract.ts';

/** Everything that can happen in the window. */
export type Message = Messages[keyof Messages];
