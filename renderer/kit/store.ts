/** Holds the one State; every message goes through the pure reduce, then to whoever is told of the change. */
export interface Store<S, M> {
  state(): S;
  send(message: M): void;
}

export function createStore<S, M>(
  initial: S,
  reduce: (state: S, message: M) => S,
  changed: (message: M, state: S) => void,
): Store<S, M> {
  let state = initial;
  return {
    state: () => state,
    send(message) {
      state = reduce(state, message);
      changed(message, state);
    },
  };
}
