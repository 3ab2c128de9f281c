/** A row of the contract: the schema of its argument and the type of its result. */
import type { z } from 'zod';

export interface Call<A extends z.ZodType, R> {
  argument: A;
  /** Carries the type of the result; never present at run time. */
  result?: R;
}

export const returns = <R>() => undefined as R | undefined;
export const call = <A extends z.ZodType, R>(argument: A, _result: R | undefined): Call<A, R> => ({
  argument,
});

/** The calls of one subject, by name. */
export type Calls = Record<string, Call<z.ZodType, unknown>>;
export type ArgumentOf<C extends Call<z.ZodType, unknown>> = z.infer<C['argument']>;
export type ResultOf<C extends Call<z.ZodType, unknown>> = Exclude<C['result'], undefined>;

/** The functions that main implements for the calls of a subject. */
export type HandlersOf<C extends Calls> = {
  [N in keyof C]: (argument: ArgumentOf<C[N]>) => Promise<ResultOf<C[N]>> | ResultOf<C[N]>;
};
