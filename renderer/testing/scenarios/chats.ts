import type { ChatMessage } from '#core/contract/calls/chat.ts';
import type { MockChat } from '#renderer/testing/mock-chat.ts';
import {
  hourMs,
  type MakeScenario,
  minuteMs,
  nothingYet,
  withGateway,
} from '#renderer/testing/scenarios/shape.ts';

const fable = `Here is a small server that answers one route:

\`\`\`js
import { createServer } from 'node:http';

createServer((request, response) => {
  response.end(request.url === '/health' ? 'ok' : 'not found');
}).listen(8080, '127.0.0.1');
\`\`\`

It has **no dependencies**. Things to add next:

- [x] a port that comes from the environment
- [ ] a timeout for slow clients

| header | value |
| --- | --- |
| \`content-type\` | \`text/plain\` |
| \`cache-control\` | \`no-store\` |

> Bind to loopback unless you mean it.`;

function conversations(now: number): MockChat {
  const talk: ChatMessage[] = [
    { id: 'a1', role: 'user', text: 'Write a tiny HTTP server in Node.', at: now - 9 * minuteMs },
    {
      id: 'a2',
      role: 'assistant',
      text: fable,
      at: now - 8 * minuteMs,
      state: 'done',
      why: {
        model: 'openai/gpt-5.5',
        profile: 'openai:default',
        attempts: 2,
        tried: ['anthropic/claude-sonnet-4-6 (anthropic:work): rate_limit'],
        paidSwitchFrom: 'anthropic:subscription',
        inputTokens: 1_212,
        outputTokens: 388,
        cost: 0.0094,
        totalMs: 4_380,
      },
    },
    { id: 'a3', role: 'user', text: 'And what is in this picture?', images: 2, at: now - 4 * minuteMs },
    {
      id: 'a4',
      role: 'assistant',
      text: 'A drawbridge, and in front of it a',
      at: now - 4 * minuteMs,
      state: 'stopped',
      why: { model: 'anthropic/claude-sonnet-4-6', profile: 'anthropic:work', attempts: 1, totalMs: 910 },
    },
    { id: 'a5', role: 'user', text: 'Go on.', at: now - 3 * minuteMs },
    {
      id: 'a6',
      role: 'assistant',
      text: '',
      at: now - 3 * minuteMs,
      state: 'failed',
      error: {
        code: 'upstream_failed',
        message: 'Every credential of Anthropic and OpenAI rests; the first one is back at 14:05.',
      },
    },
  ];
  const other = (id: string, title: string, hours: number, more = {}) => ({
    session: { id, agent: 'main', title, updatedAt: now - hours * hourMs, messages: 2, ...more },
    messages: [
      { id: `${id}-1`, role: 'user' as const, text: title, at: now - hours * hourMs },
      {
        id: `${id}-2`,
        role: 'assistant' as const,
        text: 'Gladly.',
        at: now - hours * hourMs,
        state: 'done' as const,
      },
    ],
  });
  return {
    sessions: [
      {
        session: {
          id: 'server',
          agent: 'main',
          title: 'Write a tiny HTTP server in Node.',
          updatedAt: now - 3 * minuteMs,
          messages: talk.length,
          model: 'anthropic/claude-opus-4-6',
          profile: 'anthropic:work',
        },
        messages: talk,
      },
      other('names', 'Ten names for a ferry, please, and none of them a pun on the sea or on salt', 3),
      other('taxes', 'Explain depreciation as if to a carpenter', 26),
      other('haiku', 'A haiku about rate limits', 70),
    ],
  };
}

/** The states of the chat. */
export const chatScenarios = {
  chatting: (topics, now) => ({
    topics: {
      ...topics,
      models: {
        ...topics.models,
        aliases: {
          opus: 'anthropic/claude-opus-4-6',
          fast: 'anthropic/claude-haiku-4-5',
          kimi: 'openrouter/moonshotai/kimi-k2',
        },
      },
    },
    chat: conversations(now),
  }),
  chatEmpty: (topics) => ({ topics }),
  chatNoKey: (topics) => ({ topics: nothingYet(topics) }),
  chatStopped: (topics) => ({
    topics: withGateway(topics, { wanted: 'stopped', observed: { state: 'stopped' } }),
    fails: {
      'chat.sessions': { code: 'gateway_not_ready', message: 'The gateway does not answer now.' },
    },
  }),
  chatFails: (topics) => ({
    topics,
    fails: {
      'chat.sessions': { code: 'timeout', message: 'The gateway did not give its list in time.' },
      'chat.history': { code: 'timeout', message: 'The gateway did not give the conversation in time.' },
      'chat.send': { code: 'answer_running', message: 'The last message is still being answered.' },
    },
  }),
  chatOffline: (topics, now) => ({
    topics,
    chat: conversations(now),
    connection: { state: 'lost', retryAt: now + 4_000 },
  }),
} satisfies Record<string, MakeScenario>;
