/** Failure texts for a cluster in which no node answers. Pure. */
import { type Failure, FailureError } from '../../../shared/failure.ts';
import { TransportError } from '../wire/errors.ts';
import { isRefusal, isTls } from '../wire/first-answer.ts';
import { transportFailure } from '../wire/hop-failure.ts';

/** The error of the last attempt in one line. */
export const reasonOf = (error: unknown): string =>
  error instanceof FailureError
    ? error.failure.message.replace(/\.$/, '')
    : error instanceof Error
      ? error.message.replace(/\.$/, '')
      : String(error);

/** The advice if there is nothing to do. */
export const COMES_BACK = 'Slotshell reconnects by itself.';

/** Says why no node answers and what to do. */
export function lostFailure(error: unknown): Failure {
  if (error instanceof TransportError) return transportFailure(error, 'No node can be reached.');
  if (error instanceof FailureError && error.failure.code === 'auth') return error.failure;
  const reason = reasonOf(error);
  if (isRefusal(error))
    return {
      code: 'auth',
      message: `The login was refused: ${reason}.`,
      advice: 'Type AUTH with the current password (or user and password), or connect again with it.',
    };
  if (isTls(error))
    return {
      code: 'unreachable',
      message: `Cannot connect: ${reason}.`,
      advice:
        'If the servers’ certificates now come from another CA, set its CA file. If nobody changed them, do not trust this server.',
    };
  return {
    code: 'unreachable',
    message: `No node answers: ${reason}.`,
    advice: COMES_BACK,
  };
}
