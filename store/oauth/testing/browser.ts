/** As much of a browser as signing in takes: cookies per host, redirects, forms. */
export class TestBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();

  async #request(url: URL, form?: Record<string, string>): Promise<Response> {
    const jar = this.#cookies.get(url.host) ?? new Map<string, string>();
    this.#cookies.set(url.host, jar);
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return answer;
  }

  /** Follows redirects until a page, or until one leads to `stopBefore`. */
  async open(
    address: string | URL,
    options: { form?: Record<string, string>; stopBefore?: (url: URL) => boolean } = {},
  ): Promise<{ url: URL; status: number; text: string; headers: Headers }> {
    let url = new URL(address);
    let { form } = options;
    for (let hops = 0; hops < 20; hops++) {
      if (options.stopBefore?.(url)) return { url, status: 0, text: '', headers: new Headers() };
      const answer = await this.#request(url, form);
      const location = answer.headers.get('location');
      if (answer.status < 300 || answer.status >= 400 || location === null) {
        return { url, status: answer.status, text: await answer.text(), headers: answer.headers };
      }
      await answer.body?.cancel();
      url = new URL(location, url);
      form = undefined;
    }
    throw new Error('too many redirects');
  }

  /** Opens the consent page of an authorization address and decides; ends where the provider sends the browser. */
  async decide(
    address: string,
    decision: 'allow' | 'deny',
    stopBefore?: (url: URL) => boolean,
  ): Promise<{ url: URL; status: number; text: string; headers: Headers }> {
    const page = await this.open(address);
    return this.open(page.url, { form: { decision }, ...(stopBefore ? { stopBefore } : {}) });
  }

  /** Types a device code on the provider's page, confirms it and decides. */
  async decideDevice(address: string, userCode: string, decision: 'allow' | 'deny'): Promise<string> {
    const page = new URL(address);
    page.search = '';
    const first = await this.open(page);
    const second = await this.open(page, { form: { xsrf: hidden(first.text), user_code: userCode } });
    const form = { xsrf: hidden(second.text), user_code: userCode };
    if (decision === 'deny') return (await this.open(page, { form: { ...form, abort: 'yes' } })).text;
    const consent = await this.open(page, { form: { ...form, confirm: 'yes' } });
    return (await this.open(consent.url, { form: { decision } })).text;
  }
}

const hidden = (html: string): string => /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
