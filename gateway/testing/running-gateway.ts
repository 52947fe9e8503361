import type { GatewayEvent, GatewaySnapshot, LoadedProfile, RequestOutcome } from '#core/link/link.ts';
import { Gateway, type GatewayOptions } from '#gateway/server.ts';
import { startAnthropic } from '#gateway/testing/anthropic-upstream.ts';
import { startOpenai } from '#gateway/testing/openai-upstream.ts';
import type { ScriptedUpstream } from '#gateway/testing/scripted-upstream.ts';

export const accessToken = 'test-access-token-FAKE';
export const openaiKey = 'sk-proj-FAKE-openai-one';
export const secondOpenaiKey = 'sk-proj-FAKE-openai-two';
export const anthropicKey = 'sk-ant-api03-FAKE-one';

/** A gateway on a real socket before two scripted providers, and what it recorded. */
export interface RunningGateway {
  gateway: Gateway;
  openai: ScriptedUpstream;
  anthropic: ScriptedUpstream;
  port: number;
  url: string;
  snapshot: GatewaySnapshot;
  /** Everything recorded so far. */
  outcomes: RequestOutcome[];
  /** The n-th outcome, from 0, once it is there. */
  outcome(index: number): Promise<RequestOutcome>;
  /** The n-th event, from 0, once it is there. */
  event(index: number): Promise<GatewayEvent>;
  events: GatewayEvent[];
  /** Loads the snapshot with changes. */
  reload(change: (snapshot: GatewaySnapshot) => GatewaySnapshot): void;
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

export const profile = (id: string, secret: string, more: Partial<LoadedProfile> = {}): LoadedProfile => ({
  id,
  provider: id.slice(0, id.indexOf(':')),
  type: 'api_key',
  secret,
  ...more,
});

export async function startGateway(
  options: Partial<GatewayOptions> & { profiles?: LoadedProfile[]; order?: string[] } = {},
): Promise<RunningGateway> {
  const { profiles, order, ...gatewayOptions } = options;
  const openai = await startOpenai([openaiKey, secondOpenaiKey]);
  const anthropic = await startAnthropic([anthropicKey]);
  const outcomes: RequestOutcome[] = [];
  const events: GatewayEvent[] = [];
  let waiting: (() => void)[] = [];
  const gateway = new Gateway({
    ...gatewayOptions,
    onOutcomes(batch) {
      outcomes.push(...batch);
      for (const wake of waiting.splice(0)) wake();
    },
    onEvents(batch) {
      events.push(...batch);
      for (const wake of waiting.splice(0)) wake();
    },
  });
  const nth = async <T>(list: readonly T[], index: number): Promise<T> => {
    for (;;) {
      const item = list[index];
      if (item !== undefined) return item;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  let revision = 0;
  let snapshot: GatewaySnapshot = {
    access: { mode: 'token', token: accessToken },
    allowedOrigins: ['https://app.example.com'],
    providers: {
      openai: {
        baseUrl: `${openai.origin}/v1`,
        api: 'openai-completions',
        models: [{ id: 'gpt-test', name: 'GPT test' }],
        needsKey: true,
      },
      anthropic: {
        baseUrl: anthropic.origin,
        api: 'anthropic-messages',
        models: [{ id: 'claude-test', name: 'Claude test' }],
        needsKey: true,
      },
      local: { baseUrl: `${openai.origin}/v1`, api: 'openai-completions', models: [], needsKey: false },
      keyless: {
        baseUrl: `${openai.origin}/v1`,
        api: 'openai-completions',
        models: [{ id: 'unreachable-model' }],
        needsKey: true,
      },
    },
    agents: {
      main: {
        profiles: profiles ?? [
          profile('openai:default', openaiKey),
          profile('anthropic:default', anthropicKey),
        ],
        order: order === undefined ? {} : { openai: order },
        primary: 'openai/gpt-test',
        fallbacks: [],
      },
    },
    aliases: { fast: 'openai/gpt-test' },
  };
  gateway.load(++revision, snapshot);
  const port = await gateway.listen('127.0.0.1', 0);
  const url = `http://127.0.0.1:${port}`;
  return {
    gateway,
    openai,
    anthropic,
    port,
    url,
    outcomes,
    get snapshot() {
      return snapshot;
    },
    outcome: (index) => nth(outcomes, index),
    event: (index) => nth(events, index),
    events,
    reload(change) {
      const next = change(structuredClone(snapshot));
      gateway.load(++revision, next);
      snapshot = next;
    },
    post: (path, body, init = {}) =>
      fetch(url + path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${accessToken}`,
          ...init.headers,
        },
      }),
    async stop() {
      waiting = [];
      await gateway.drain(0);
      await openai.stop();
      await anthropic.stop();
    },
  };
}

/** A chat request in OpenAI's dialect. */
export const chat = (model: string, more: object = {}) => ({
  model,
  messages: [{ role: 'user', content: 'Hi' }],
  ...more,
});

/** The same in Anthropic's. */
export const message = (model: string, more: object = {}) => ({ ...chat(model, more), max_tokens: 100 });
