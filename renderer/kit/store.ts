/**
 * Holds the one state. Every message goes through the pure `reduce`, then to `changed`. `waitFor` is asked what the next state
 * has to wait for; the message is then sent again after that, and dropped if it fails.
 */
export interface Store<S, M> {
  state(): S;
  send(message: M): void;
}

export function createStore<S, M>(
  initial: S,
  reduce: (state: S, message: M) => S,
  changed: (message: M, state: S, before: S) => void,
  waitFor: (next: S) => Promise<unknown> | null = () => null,
): Store<S, M> {
  let state = initial;
  function send(message: M): void {
    const before = state;
    const next = reduce(before, message);
    const wait = waitFor(next);
    if (wait)
      return void wait.then(
        () => send(message),
        () => undefined,
      );
    state = next;
    changed(message, state, before);
  }
  return { state: () => state, send };
}
