/** What is known under one name, and since when. */
export interface Entry<T> {
  /** Epoch milliseconds of the change; the newest one counts. */
  at: number;
  /** null: taken away. That is kept as well, or whoever missed it would bring the value back. */
  value: T | null;
}

/**
 * Values that several gateways change, each with the time of its last change: whatever way and in whatever order the
 * changes arrive, everybody ends with the newest, so that sending one twice does no harm and an outage needs no
 * special case.
 */
export class SharedEntries<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #unsent = new Set<string>();
  readonly #apply: (name: string, value: T | null) => void;
  readonly #most: number;

  /**
   * @param apply told what counts now, when that was learned from elsewhere.
   * @param most names beyond this are forgotten here, the least recently changed first: clients choose some of them.
   */
  constructor(apply: (name: string, value: T | null) => void, most: number) {
    this.#apply = apply;
    this.#most = most;
  }

  /** Changed here, so after everything that is known here: a clock that is behind must not undo it. */
  change(name: string, value: T | null, at: number): void {
    const before = this.#entries.get(name);
    this.#set(name, { at: before === undefined ? at : Math.max(at, before.at + 1), value });
    this.#unsent.add(name);
  }

  /** Known from another place than the server, which may not know it. */
  offer(name: string, entry: Entry<T>): void {
    const known = this.#entries.get(name);
    if (known !== undefined && newer(entry, known) <= 0) return;
    this.#set(name, entry);
    this.#apply(name, entry.value);
    this.#unsent.add(name);
  }

  /** From another gateway. Something older than what is known here is answered by telling that again. */
  hear(name: string, entry: Entry<T>): void {
    const known = this.#entries.get(name);
    const order = known === undefined ? 1 : newer(entry, known);
    if (order > 0) {
      this.#set(name, entry);
      this.#unsent.delete(name);
      this.#apply(name, entry.value);
    } else if (order < 0) this.#unsent.add(name);
  }

  /** Everything that the server has; what it lacks is sent, since it may have begun anew with nothing. */
  meet(all: readonly (readonly [string, Entry<T>])[]): void {
    const there = new Set(all.map(([name]) => name));
    for (const name of this.#entries.keys()) if (!there.has(name)) this.#unsent.add(name);
    for (const [name, entry] of all.toSorted(([, a], [, b]) => a.at - b.at)) this.hear(name, entry);
  }

  get hasUnsent(): boolean {
    return this.#unsent.size > 0;
  }

  /** What has to be sent; `unsent` gives back what did not arrive. */
  take(): [string, Entry<T>][] {
    const taken = [...this.#unsent].flatMap((name) => {
      const entry = this.#entries.get(name);
      return entry === undefined ? [] : [[name, entry] satisfies [string, Entry<T>]];
    });
    this.#unsent.clear();
    return taken;
  }

  unsent(names: readonly (readonly [string, unknown])[]): void {
    for (const [name] of names) this.#unsent.add(name);
  }

  /** @param before epoch milliseconds; what was changed before is of no use to anybody. */
  expire(before: number): void {
    for (const [name, { at }] of this.#entries) if (at < before) this.#forget(name);
  }

  #set(name: string, entry: Entry<T>): void {
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    if (this.#entries.size <= this.#most) return;
    const oldest = this.#entries.keys().next().value;
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget(name: string): void {
    this.#entries.delete(name);
    this.#unsent.delete(name);
  }
}

/** Positive: `a` counts. Of one time, everybody has to choose alike. */
function newer<T>(a: Entry<T>, b: Entry<T>): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
  const [one, other] = [JSON.stringify(a.value), JSON.stringify(b.value)];
  return one === other ? 0 : one > other ? 1 : -1;
}
