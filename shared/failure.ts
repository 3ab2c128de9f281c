import type { Failure, FailureCode } from './model.ts';
import type { SecretName } from './connections/profile-choices.ts';

/** An error for the user: what happened and what to do, as a Failure. */
export class FailureError extends Error {
  override name = 'FailureError';
  readonly failure: Failure;

  constructor(code: FailureCode, message: string, advice: string, secret?: SecretName | null) {
    super(message);
    this.failure = { code, message, advice, ...(secret && { secret }) };
  }
}
