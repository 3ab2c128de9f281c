/** The text of the quick field, and the outcome of connecting to it. */
import type { Failure } from '../../../../shared/failure.ts';
import type { Message } from '../../../window/message.ts';

export interface ConnectingState {
  /** As typed. It may hold a password. */
  target: string;
  production: boolean;
  readOnly: boolean;
  pending: boolean;
  failure: Failure | null;
}

declare module '../../../window/contract.ts' {
  interface FeatureStates {
    connecting: ConnectingState;
  }
  interface Messages {
    connecting:
      | { type: 'connect-text'; text: string }
      | { type: 'connect-mark'; mark: 'production' | 'readOnly'; on: boolean }
      | { type: 'connect' }
      | { type: 'connect-failed'; failure: Failure }
      /** The typed address is now a saved connection. */
      | { type: 'connect-typed-saved' };
  }
}

export const NOTHING_TYPED: ConnectingState = {
  target: '',
  production: false,
  readOnly: false,
  pending: false,
  failure: null,
};

export function reduceConnecting(connecting: ConnectingState, message: Message): ConnectingState {
  switch (message.type) {
    case 'connect-text':
      return { ...connecting, target: message.text, failure: null };
    case 'connect-mark':
      return { ...connecting, [message.mark]: message.on };
    case 'connect':
      return { ...connecting, pending: true, failure: null };
    case 'connect-failed':
      return { ...connecting, pending: false, failure: message.failure };
    case 'connect-typed-saved':
      return { ...connecting, target: '', pending: false };
    case 'arrived':
      return { ...connecting, target: '', pending: false, failure: null };
    default:
      return connecting;
  }
}
