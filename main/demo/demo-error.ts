/** Why the demo cluster could not do something. */
import type { Failure } from '../../shared/failure.ts';
import type { RedisServer } from './find-redis-server.ts';

/** Why the demo cluster could not do something, in the words that the window shows. */
export class DemoError extends Error {
  override name = 'DemoError';
  readonly failure: Failure;

  constructor(failure: Failure, cause?: unknown) {
    super(failure.message, { cause });
    this.failure = failure;
  }
}

export const SERVER_MISSING: Failure = {
  code: 'server-missing',
  message: 'No redis-server or valkey-server was found on this computer.',
  advice: 'Install one (apt install redis-server, brew install redis) and start the demo cluster again.',
};

export const tooOld = ({ name, version }: RedisServer): Failure => ({
  code: 'server-missing',
  message: `The demo cluster needs Redis 6.2 or later, or Valkey. This computer has ${name} ${version}.`,
  advice: 'Install a newer server and start the demo cluster again.',
});

export const CANCELLED: Failure = {
  code: 'cancelled',
  message: 'The demo cluster was stopped while it was starting.',
  advice: 'Start it again.',
};

export function failed(message: string, cause: unknown): DemoError {
  if (cause instanceof DemoError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const advice = 'Stop the demo cluster and start it again.';
  return new DemoError({ code: 'internal', message: `${message} ${reason}`, advice }, cause);
}
