/** Components that the first prompt does not need. They are loaded after it, all together. */
import type { ComponentType, VNode } from 'preact';

const loads: (() => Promise<void>)[] = [];
let loading: Promise<void> | null = null;
let isLoaded = false;

/** A component that `loadLate` loads. It draws nothing before. */
export function late<P>(load: () => Promise<ComponentType<P>>): (props: P) => VNode | null {
  let Part: ComponentType<P> | null = null;
  loads.push(async () => {
    Part = await load();
  });
  return (props) => Part && <Part {...(props as P & object)} />;
}

/** True once all of them can be drawn. */
export const isLateLoaded = (): boolean => isLoaded;

/** Loads all of them, once. Rejects if one cannot be loaded. */
export const loadLate = (): Promise<void> =>
  (loading ??= Promise.all(loads.map((load) => load())).then(() => {
    isLoaded = true;
  }));
