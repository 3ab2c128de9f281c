/** Values that throw when they are read: an exception can be put at every step of what is done with them. */

export interface Brittle<T> {
  value: T;
  /** Whether it has thrown. */
  broke(): boolean;
}

/**
 * `target` that throws once, at its read number `at` (1 and up), those of what is within counted too; bytes are handed
 * out as they are.
 */
export function brittle<T extends object>(target: T, at: number): Brittle<T> {
  let reads = 0;
  const wrap = <V>(value: V): V =>
    typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
      ? new Proxy(value, {
          get: (from, name, self) => {
            if (++reads === at) throw new Error(`read number ${at} of ${String(name)}`);
            return wrap(Reflect.get(from, name, self) as unknown);
          },
        })
      : value;
  return { value: wrap(target), broke: () => reads >= at };
}
