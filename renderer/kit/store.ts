/** Holds the one state. Every message goes through the pure `reduce`, then to `changed`. */
export interface Store<S, M> {
  state(): S;
  send(message: M): void;
}

export function createStore<S, M>(
  initial: S,
  reduce: (state: S, message: M) => S,
  changed: (message: M, state: S, before: S) => void,
): Store<S, M> {
  let state = initial;
  return {
    state: () => state,
    send(message) {
      const before = state;
      state = reduce(before, message);
      changed(message, state, before);
    },
  };
}
