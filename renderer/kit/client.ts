/** Calls to main, typed from the contract. Nothing of the contract is needed at run time: main checks names and arguments. */
import type { Answer, Bridge, CallName, Client, Events } from '../../shared/ipc.ts';
import type { Failure } from '../../shared/failure.ts';

/** The error that a call of the client rejects with. */
export class CallError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export function createClient(bridge: Bridge): Client {
  const callByName = (name: string) => async (argument: unknown) => {
    const answer = (await bridge.call(name, argument)) as Answer<CallName>;
    if (!answer.ok) throw new CallError(answer.failure);
    return answer.value;
  };
  return new Proxy({} as Client, { get: (_, name) => callByName(String(name)) });
}

/** The Failure an error carries, or one made of it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CallError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, advice: '' };
}

export type EventMessage = { [N in keyof Events]: { name: N; payload: Events[N] } }[keyof Events];

export function onEvent(bridge: Bridge, listener: (event: EventMessage) => void): void {
  bridge.onEvent((name, payload) => listener({ name, payload } as EventMessage));
}
