/** Sums are whole billionths of a dollar, so that they are the same in whatever order they are added. */
const perDollar = 1e9;

/** Today and the day before. */
const daysKept = 2;

/** What one gateway spent on a day for somebody. */
export interface SpentPart {
  day: string;
  who: string;
  /** Who spent it. */
  gateway: string;
  /** Billionths of a dollar, in all: told twice, it counts once. */
  sum: number;
}

/**
 * Spending that several gateways add to. Each keeps a sum of its own, which only it changes and which only grows; what
 * was spent is the sum of the sums. So none is ever sent as an increment, of which nobody knows after a broken
 * connection whether it was added: the sum is sent again, and counts once. A server that begins anew gets it back.
 */
export class SharedSpending {
  readonly #gateway: string;
  /** day -> who -> gateway -> billionths of a dollar. */
  readonly #days = new Map<string, Map<string, Map<string, number>>>();
  /** As parts are named, with what the server may lack. */
  readonly #unsent = new Map<string, SpentPart>();
  /** Taken along from elsewhere, before it was known what the server has; by day and who. */
  readonly #carried = new Map<string, SpentPart>();
  #met = false;

  /** @param gateway this run of this gateway: no other one has ever had that name. */
  constructor(gateway: string) {
    this.#gateway = gateway;
  }

  get days(): readonly string[] {
    return [...this.#days.keys()];
  }

  /** In US dollars, by all gateways. */
  total(day: string, who: string): number {
    return this.#sum(day, who) / perDollar;
  }

  spend(day: string, who: string, dollars: number): void {
    this.#add(day, who, Math.round(dollars * perDollar));
  }

  /**
   * So much at least was spent, as was known elsewhere. Whether the others' sums have it in them is unknown, and a
   * budget must not count the same money twice: only what is more than theirs is added.
   */
  carry(day: string, who: string, dollars: number): void {
    const missing = Math.round(dollars * perDollar) - this.#sum(day, who);
    if (missing <= 0) return;
    this.#add(day, who, missing);
    if (this.#met) return;
    const name = `${day}\n${who}`;
    const before = this.#carried.get(name)?.sum ?? 0;
    this.#carried.set(name, { day, who, gateway: this.#gateway, sum: before + missing });
  }

  /** @returns whether the total is another one now. */
  hear({ day, who, gateway, sum }: SpentPart): boolean {
    const parts = this.#parts(day, who);
    const known = parts.get(gateway) ?? 0;
    if (sum < known && gateway === this.#gateway) this.#mark(day, who, gateway, known);
    if (sum <= known) return false;
    parts.set(gateway, sum);
    return true;
  }

  /** Everything that the server has of these days; what it lacks is sent. */
  meet(days: readonly string[], all: readonly SpentPart[]): void {
    for (const { day, who, sum: carried } of this.#carried.values()) {
      const theirs = all.filter((part) => part.day === day && part.who === who);
      const known = theirs.reduce((sum, part) => sum + part.sum, 0);
      this.#add(day, who, -Math.min(carried, known));
    }
    this.#carried.clear();
    this.#met = true;
    const there = new Set(all.map(partName));
    for (const part of this.#all(days))
      if (!there.has(partName(part))) this.#unsent.set(partName(part), part);
    for (const part of all) this.hear(part);
  }

  get hasUnsent(): boolean {
    return this.#unsent.size > 0;
  }

  take(): SpentPart[] {
    const taken = [...this.#unsent.values()];
    this.#unsent.clear();
    return taken;
  }

  /** They did not arrive. */
  unsent(parts: readonly SpentPart[]): void {
    for (const { day, who, gateway } of parts) {
      this.#mark(day, who, gateway, this.#days.get(day)?.get(who)?.get(gateway) ?? 0);
    }
  }

  #add(day: string, who: string, sum: number): void {
    const parts = this.#parts(day, who);
    const own = (parts.get(this.#gateway) ?? 0) + sum;
    parts.set(this.#gateway, own);
    this.#mark(day, who, this.#gateway, own);
  }

  #mark(day: string, who: string, gateway: string, sum: number): void {
    const part = { day, who, gateway, sum };
    if (sum > 0) this.#unsent.set(partName(part), part);
    else this.#unsent.delete(partName(part));
  }

  #sum(day: string, who: string): number {
    let sum = 0;
    for (const part of this.#days.get(day)?.get(who)?.values() ?? []) sum += part;
    return sum;
  }

  *#all(days: readonly string[]): Generator<SpentPart> {
    for (const day of days) {
      for (const [who, parts] of this.#days.get(day) ?? []) {
        for (const [gateway, sum] of parts) if (sum > 0) yield { day, who, gateway, sum };
      }
    }
  }

  #parts(day: string, who: string): Map<string, number> {
    let whos = this.#days.get(day);
    if (whos === undefined) {
      whos = new Map();
      this.#days.set(day, whos);
      const [oldest] = this.#days.size > daysKept ? this.days.toSorted() : [];
      if (oldest !== undefined && oldest !== day) this.#days.delete(oldest);
    }
    let parts = whos.get(who);
    if (parts === undefined) {
      parts = new Map();
      whos.set(who, parts);
    }
    return parts;
  }
}

const partName = ({ day, who, gateway }: SpentPart): string => `${day}\n${who}\n${gateway}`;
