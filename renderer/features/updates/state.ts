/** What main knows of a newer version. */
import type { UpdateStatus } from '../../../shared/updates.ts';
import type { Message } from '../../window/message.ts';

export type UpdateMessage =
  | { type: 'update'; status: UpdateStatus }
  /** What the user chose on the line. */
  | { type: 'update-choice'; choice: UpdateChoice };

export type UpdateChoice = 'load' | 'install' | 'releases' | 'close';

declare module '../../window/contract.ts' {
  interface FeatureStates {
    updates: UpdateStatus;
  }
  interface Messages {
    updates: UpdateMessage;
  }
}

export const reduceUpdates = (status: UpdateStatus, message: Message): UpdateStatus =>
  message.type === 'update' ? message.status : status;
