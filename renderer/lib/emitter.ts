/** A value that can be watched. */
export interface Watched<T> {
  get(): T;
  set(value: T): void;
  /** Calls back at once, then with each change. @returns the way to unsubscribe. */
  watch(listener: (value: T) => void): () => void;
}

export function watched<T>(initial: T): Watched<T> {
  let value = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of [...listeners]) listener(next);
    },
    watch(listener) {
      listeners.add(listener);
      listener(value);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
