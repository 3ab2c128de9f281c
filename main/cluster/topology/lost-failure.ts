/** The sentences for a cluster of which no node answers any more. Pure. */
import { type Failure, FailureError } from '../../../shared/failure.ts';
import { TransportError } from '../wire/errors.ts';
import { isRefusal, isTls } from '../wire/first-answer.ts';
import { transportFailure } from '../wire/hop-failure.ts';

/** What the last try said, in one line. */
export const reasonOf = (error: unknown): string =>
  error instanceof FailureError
    ? error.failure.message.replace(/\.$/, '')
    : error instanceof Error
      ? error.message.replace(/\.$/, '')
      : String(error);

/** The advice where there is nothing to do. */
export const COMES_BACK = 'It connects again by itself.';

/** Why no node answers, and what is done or to be done about it. */
export function lostFailure(error: unknown): Failure {
  if (error instanceof TransportError) return transportFailure(error, 'No node can be reached.');
  if (error instanceof FailureError && error.failure.code === 'auth') return error.failure;
  const reason = reasonOf(error);
  if (isRefusal(error))
    return {
      code: 'auth',
      message: `The login is refused: ${reason}.`,
      advice: 'Type AUTH with the password that holds now (or user and password), or connect again with it.',
    };
  if (isTls(error))
    return {
      code: 'unreachable',
      message: `No connection can be made: ${reason}.`,
      advice:
        'If the servers have a certificate of another authority now, give its CA file; if nobody changed it, do not trust this server.',
    };
  return {
    code: 'unreachable',
    message: `No node answers: ${reason}.`,
    advice: COMES_BACK,
  };
}
