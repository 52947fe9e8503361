/**
 * Credentials whose window has ended and that one request is trying out; the others wait for what it finds, so that a
 * limit that lasts is met once and not by everybody.
 */
export class Probes {
  readonly #waiting = new Map<string, Set<() => void>>();

  busy(agent: string, key: string): boolean {
    return this.#waiting.size > 0 && this.#waiting.has(`${agent} ${key}`);
  }

  begin(agent: string, key: string): void {
    this.#waiting.set(`${agent} ${key}`, new Set());
  }

  /** It is known now; everybody who waited goes on. */
  end(agent: string, key: string): void {
    const waiting = this.#waiting.get(`${agent} ${key}`);
    this.#waiting.delete(`${agent} ${key}`);
    if (waiting !== undefined) for (const go of waiting) go();
  }

  /**
   * Calls back when it is known, or after the limit (milliseconds): a slow answer must not hold up the rest.
   *
   * @returns the way to stop waiting.
   */
  wait(agent: string, key: string, limitMs: number, go: () => void): () => void {
    const waiting = this.#waiting.get(`${agent} ${key}`);
    const once = () => {
      clearTimeout(timer);
      if (waiting?.delete(once) !== false) go();
    };
    const timer = setTimeout(once, waiting === undefined ? 0 : limitMs);
    waiting?.add(once);
    return () => {
      clearTimeout(timer);
      waiting?.delete(once);
    };
  }
}
