/** Has a JSON text that comes in pieces come to its end? A block that is no call has none to wait for. */
export class JsonEnd {
  #depth = 0;
  #begun: boolean;
  #inString = false;
  #escaped = false;

  constructor(isCall: boolean) {
    this.#begun = !isCall;
  }

  get whole(): boolean {
    return this.#begun && this.#depth === 0 && !this.#inString;
  }

  push(json: string): void {
    for (let at = 0; at < json.length; at++) {
      const code = json.charCodeAt(at);
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (code === 0x5c) this.#escaped = true;
        else if (code === 0x22) this.#inString = false;
      } else if (code === 0x22) this.#inString = true;
      else if (code === 0x7b || code === 0x5b) {
        this.#depth++;
        this.#begun = true;
      } else if (code === 0x7d || code === 0x5d) this.#depth--;
    }
  }
}
