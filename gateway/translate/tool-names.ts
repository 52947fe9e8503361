import { createHash } from 'node:crypto';

/** What every API takes: OpenAI and Gemini end at 64 characters. */
const plain = /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/;

/**
 * Names of tools as the upstream takes them, and back. Anthropic's clients name tools up to 128 characters, some
 * servers with dots; a name that does not fit is cut and marked with a hash of the whole.
 */
export class ToolNames {
  readonly #back = new Map<string, string>();

  short(name: string): string {
    if (plain.test(name)) return name;
    const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
    const head = name.replace(/[^a-zA-Z0-9_-]/g, '_').replace(/^[^a-zA-Z_]/, '_');
    const short = `${head.slice(0, 55)}_${hash}`;
    this.#back.set(short, name);
    return short;
  }

  original(name: string): string {
    return this.#back.get(name) ?? name;
  }
}

/** Anthropic takes ids of letters, digits, `_` and `-` only; the same id always becomes the same. */
export const plainId = (id: string): string =>
  /^[a-zA-Z0-9_-]{1,128}$/.test(id)
    ? id
    : id === '' || id.length > 128
      ? `call_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`
      : id.replace(/[^a-zA-Z0-9_-]/g, '_');
