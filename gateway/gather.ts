/** Gathers what is told in batches; nothing runs while nothing happens. */
export class Gather<T> {
  readonly #tell: (items: T[]) => void;
  readonly #waitMs: number;
  readonly #size: number;
  #items: T[] = [];
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param waitMs an item waits at most so long (milliseconds) for company.
   * @param size so many are told at once.
   */
  constructor(tell: (items: T[]) => void, waitMs: number, size: number) {
    this.#tell = tell;
    this.#waitMs = waitMs;
    this.#size = size;
  }

  add(item: T): void {
    if (this.#items.push(item) >= this.#size) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), this.#waitMs);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#items.length === 0) return;
    const items = this.#items;
    this.#items = [];
    this.#tell(items);
  }
}
