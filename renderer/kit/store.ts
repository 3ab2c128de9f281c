/**
 * Holds the one state. Every message goes through the pure `reduce`, then to `changed`. `waitFor` is asked what the next state
 * has to wait for; the message is then taken after that, and dropped if it fails. Messages that come meanwhile wait behind it: what
 * opens a dialog and what fills it stay in their order.
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
  let held: M[] | null = null;

  function send(message: M): void {
    if (held) held.push(message);
    else take(message);
  }

  function take(message: M): void {
    const before = state;
    const next = reduce(before, message);
    const wait = waitFor(next);
    if (wait) {
      held = [];
      wait.then(
        () => release([message]),
        () => release([]),
      );
      return;
    }
    state = next;
    changed(message, state, before);
  }

  function release(first: M[]): void {
    const queue = [...first, ...(held ?? [])];
    held = null;
    while (queue.length > 0 && !held) take(queue.shift()!);
    (held as M[] | null)?.push(...queue);
  }

  return { state: () => state, send };
}
