/** Failures and refusals, in words for the user. */
import type { SecretName } from './connections/secret-names.ts';
import type { LanguageName } from './language/language.ts';

/** Something that went wrong, or was refused, in words: what happened and what to do. */
export interface Failure {
  code: FailureCode;
  message: string;
  advice: string;
  /** The secret of a saved connection that is missing, or was not accepted. */
  secret?: SecretName;
  /** The same in another language, if it has been written. */
  translations?: { readonly [L in Exclude<LanguageName, 'en'>]?: Pick<Failure, 'message' | 'advice'> };
}

export const failureIn = (failure: Failure, language: LanguageName): Failure => ({
  ...failure,
  ...(language !== 'en' && failure.translations?.[language]),
});

export type FailureCode =
  | 'bad-line'
  | 'bad-argument'
  | 'not-connected'
  | 'refused'
  | 'no-owner'
  | 'no-address'
  | 'unreachable'
  | 'unknown-fate'
  | 'not-sent'
  | 'cancelled'
  | 'protocol'
  | 'too-large'
  | 'redirect-loop'
  | 'auth'
  | 'gone'
  | 'server-missing'
  | 'internal';

/** An error for the user: what happened and what to do, as a Failure. */
export class FailureError extends Error {
  override name = 'FailureError';
  readonly failure: Failure;

  constructor(code: FailureCode, message: string, advice: string, secret?: SecretName | null) {
    super(message);
    this.failure = { code, message, advice, ...(secret && { secret }) };
  }
}
