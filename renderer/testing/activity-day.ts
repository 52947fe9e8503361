import type { LoggedRequest, UsageRow } from '#core/contract/calls/activity.ts';
import type { GatewayEvent } from '#core/link/link.ts';
import type { MockActivity } from '#renderer/testing/mock-activity.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

const answers = [
  ['anthropic/claude-sonnet-4-6', 'anthropic:work'],
  ['anthropic/claude-sonnet-4-6', 'anthropic:work'],
  ['anthropic/claude-sonnet-4-6', 'anthropic:default'],
  ['openai/gpt-5.5', 'openai:default'],
  ['anthropic/claude-haiku-4-5', 'anthropic:work'],
  ['openrouter/moonshotai/kimi-k2', 'openrouter:default'],
] as const;
const dialects = ['anthropic-messages', 'openai-chat', 'openai-responses'] as const;

/** US dollars per million tokens; kimi has no price here, as a model that the catalog does not know. */
const prices: Readonly<Record<string, readonly [input: number, output: number]>> = {
  'anthropic/claude-sonnet-4-6': [3, 15],
  'anthropic/claude-haiku-4-5': [1, 5],
  'openai/gpt-5.5': [2.5, 10],
};
const costOf = (model: string, input: number, output: number) => {
  const price = prices[model];
  return price ? (input * price[0] + output * price[1]) / 1e6 : undefined;
};

/** `count` requests before `now` (epoch milliseconds), made by remainders rather than by chance. */
export function requestsBefore(now: number, count: number): LoggedRequest[] {
  return Array.from({ length: count }, (_, index): LoggedRequest => {
    const [model, profile] = answers[(index * 5 + (index >> 3)) % answers.length] ?? answers[0];
    const inputTokens = 900 + ((index * 1_237) % 14_000);
    const outputTokens = 60 + ((index * 311) % 1_900);
    const cost = costOf(model, inputTokens, outputTokens);
    const base = {
      seq: count - index,
      requestId: `req-${String(100_000 + count - index).slice(1)}`,
      at: now - 20_000 - index * 47_000,
      agent: index % 9 === 4 ? 'night' : 'main',
      dialect: dialects[index % dialects.length] ?? 'openai-chat',
      model,
      profile,
      attempts: 1,
      firstByteMs: 210 + ((index * 97) % 700),
      totalMs: 800 + ((index * 733) % 6_400),
      ...(index % 4 === 0 ? { session: `s-${(index >> 2) % 7}` } : {}),
    };
    if (index % 23 === 6) {
      return {
        ...base,
        attempts: 3,
        status: 429,
        result: 'upstream_error',
        reason: 'rate_limit',
        tried: [
          { model: 'anthropic/claude-sonnet-4-6', profile: 'anthropic:work', reason: 'rate_limit' },
          { model: 'anthropic/claude-sonnet-4-6', profile: 'anthropic:default', reason: 'rate_limit' },
        ],
      };
    }
    if (index % 31 === 11) return { ...base, status: 499, result: 'aborted', reason: 'client_closed' };
    if (index % 41 === 17) {
      return { ...base, status: 400, result: 'client_error', reason: 'bad_request' };
    }
    const rotated = index % 11 === 2;
    return {
      ...base,
      status: 200,
      result: 'ok',
      attempts: rotated ? 2 : 1,
      ...(rotated ? { tried: [{ model, profile: 'anthropic:work', reason: 'rate_limit' }] } : {}),
      ...(index % 29 === 13 ? { paidSwitchFrom: 'anthropic:subscription' } : {}),
      inputTokens,
      outputTokens,
      ...(index % 2 === 0 ? { cacheReadTokens: Math.floor(inputTokens * 0.6) } : {}),
      ...(cost === undefined ? {} : { cost }),
      ...(index % 5 === 3 ? { token: 'editor' } : {}),
    };
  });
}

/** A month of use. */
export function usageBefore(now: number, days = 30): UsageRow[] {
  return Array.from({ length: days }, (_, back) => back).flatMap((back) => {
    const day = new Date(now - back * dayMs).toISOString().slice(0, 10);
    const weekday = new Date(now - back * dayMs).getUTCDay();
    if (back === 9) return [];
    return [
      ...new Map(answers.map(([model, profile]) => [`${model} ${profile}`, { model, profile }])).values(),
    ].map(({ model, profile }, index): UsageRow => {
      const share = weekday % 6 === 0 ? 0.2 : 1;
      const requests = Math.max(
        1,
        Math.round((share * (14 + ((back * 17 + index * 29) % 60))) / (index + 1)),
      );
      const inputTokens = requests * 5_200;
      const outputTokens = requests * 640;
      return {
        day,
        model,
        profile,
        requests,
        errors: (back + index) % 7 === 0 ? 1 + (back % 3) : 0,
        inputTokens,
        outputTokens,
        cacheReadTokens: Math.round(inputTokens * 0.4),
        cost: costOf(model, inputTokens, outputTokens) ?? 0,
      };
    });
  });
}

/** A morning on which one credential had enough. */
export function eventsBefore(now: number): GatewayEvent[] {
  const sonnet = 'anthropic/claude-sonnet-4-6';
  const work = { model: sonnet, profile: 'anthropic:work' };
  const spare = { model: sonnet, profile: 'anthropic:default' };
  return [
    { kind: 'recovered', at: now - 3 * minuteMs, agent: 'main', profile: 'anthropic:work' },
    {
      kind: 'switched',
      at: now - 8 * minuteMs,
      agent: 'main',
      from: work,
      to: spare,
      reason: 'rate_limit',
      paid: 'no',
    },
    {
      kind: 'cooling',
      at: now - 8 * minuteMs - 400,
      agent: 'main',
      profile: 'anthropic:work',
      model: sonnet,
      reason: 'rate_limit',
      until: now - 3 * minuteMs,
      disabled: false,
    },
    {
      kind: 'switched',
      at: now - 61 * minuteMs,
      agent: 'night',
      from: { model: 'openai-codex/gpt-5.5', profile: 'openai-codex:ada@example.com' },
      to: { model: 'openai/gpt-5.5', profile: 'openai:default' },
      reason: 'billing',
      paid: 'announced',
    },
    {
      kind: 'cooling',
      at: now - 61 * minuteMs - 900,
      agent: 'night',
      profile: 'openai-codex:ada@example.com',
      reason: 'billing',
      until: now + 4 * 60 * minuteMs,
      disabled: true,
    },
    { kind: 'budget', at: now - 3 * 60 * minuteMs, level: 'warn', token: 'editor', spent: 4.02, limit: 4 },
    {
      kind: 'switched',
      at: now - dayMs,
      agent: 'main',
      from: { model: 'anthropic/claude-opus-4-6', profile: 'anthropic:subscription' },
      to: { model: 'anthropic/claude-opus-4-6', profile: 'anthropic:work' },
      reason: 'rate_limit',
      paid: 'held',
    },
  ];
}

export const ordinaryActivity = (now: number): MockActivity => ({
  requests: requestsBefore(now, 260),
  usage: usageBefore(now),
  events: eventsBefore(now),
});
