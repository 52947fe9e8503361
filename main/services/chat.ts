import { randomUUID } from 'node:crypto';
import type { ChatMessage, ChatSession } from '#core/contract/calls/chat.ts';
import { chatSessionIdSchema } from '#core/contract/calls/chat.ts';
import type { CallDecoded, Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import type { RequestOutcome } from '#core/link/link.ts';
import { parseChatCommand } from '#core/model/chat-command.ts';
import { say } from '#core/say/say.ts';
import { asCallError, type ServiceDeps } from '#main/services/service.ts';
import { askGateway, type GatewayAnswer, type SentMessage } from '#store/gateway-client/ask.ts';
import { gatewayCredential } from '#store/gateway-client/credential.ts';
import { type GatewayAddress, notReady } from '#store/gateway-client/request.ts';
import { listSessions, readSession, removeSession } from '#store/gateway-client/sessions.ts';

/** Faces are told of growth this often: twelve times a second (milliseconds). */
const publishMs = 85;
/** Answers that the topic shows. */
const shownAnswers = 20;
/** Answers whose reasons are remembered for the history, which keeps words and model alone. */
const rememberedAnswers = 400;
/** Reading a list of conversations, or one of them (milliseconds). */
const readLimitMs = 10_000;

type Answer = TopicValue<'chat'>['answers'][number];

export interface ChatService {
  handlers: Handlers<'chat'>;
  /** Tokens, attempts and cost of an answer come with the outcome of its request. */
  record(outcomes: readonly RequestOutcome[]): void;
  stop(): void;
}

/**
 * Conversations with the gateway that answers here, asked as any client asks it. The gateway keeps them; this holds
 * only answers that grow, and why the latest ones came from where they came.
 */
export function chatService({ stores, topics, log, now }: ServiceDeps): ChatService {
  /** Newest last. */
  let answers: Answer[] = [];
  let sessionsRevision = 0;
  const running = new Map<string, AbortController>();
  const byRequest = new Map<string, Answer>();
  const agents = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;

  const publish = (): void => {
    clearTimeout(timer);
    timer = undefined;
    // Copies: the topic compares with what it had.
    const shown = answers.slice(-shownAnswers).map((answer) => ({ ...answer }));
    topics.publish('chat', { answers: shown, sessionsRevision });
  };
  const soon = (): void => {
    timer ??= setTimeout(publish, publishMs);
  };
  publish();

  /** @throws GatehouseError `gateway_not_ready`: nothing of ours answers, and no token is shown to whoever else does. */
  async function gateway(): Promise<GatewayAddress> {
    const seen = topics.current('gateway');
    if (!seen || (seen.observed.state !== 'ready' && !seen.attached)) throw notReady(seen?.endpoint ?? '');
    const { config } = await stores.config.read();
    const token = await gatewayCredential(stores, config, !seen.attached);
    return { endpoint: seen.endpoint, token };
  }

  async function sessions(): Promise<ChatSession[]> {
    const address = await gateway();
    const signal = AbortSignal.timeout(readLimitMs);
    const known = topics.current('models')?.agents.map(({ id }) => id) ?? ['main'];
    const lists = await Promise.all(
      known.map(async (agent) => ({ agent, list: await listSessions(address, agent, signal) })),
    );
    const found = lists.flatMap(({ agent, list }) =>
      list.flatMap((one): ChatSession[] => {
        // Programs may name conversations as they like; these cannot be addressed here.
        if (!one.message_count || !chatSessionIdSchema.safeParse(one.id).success) return [];
        agents.set(one.id, agent);
        return [
          {
            id: one.id,
            agent,
            title: one.title ?? one.id,
            updatedAt: one.updated_at ?? 0,
            messages: one.message_count,
            ...(one.model === null ? {} : { model: one.model }),
            ...(one.profile === null ? {} : { profile: one.profile }),
          },
        ];
      }),
    );
    return found.toSorted((a, b) => b.updatedAt - a.updatedAt);
  }

  /** The agent of a conversation. @throws GatehouseError `unknown_session`. */
  async function agentOf(session: string): Promise<string> {
    if (!agents.has(session)) await sessions();
    const agent = agents.get(session);
    if (agent !== undefined) return agent;
    throw new GatehouseError('unknown_session', say('There is no such conversation.'), { where: session });
  }

  async function history(session: string): Promise<ChatMessage[]> {
    const agent = await agentOf(session);
    const kept = await readSession(await gateway(), agent, session, AbortSignal.timeout(readLimitMs));
    const ours = answers.filter((answer) => answer.session === session);
    return kept.map(({ role, text, at, model }, index): ChatMessage => {
      const answer = role === 'assistant' ? ours.find((one) => one.text === text) : undefined;
      const why = answer?.why ?? (model === undefined ? undefined : { model });
      return {
        id: answer?.id ?? `${session}:${index}`,
        role,
        text,
        at,
        ...(role === 'assistant' ? { state: answer?.state ?? 'done', ...(why && { why }) } : {}),
      };
    });
  }

  function send(input: CallDecoded<'chat.send'>, address: GatewayAddress): string {
    const { agent, session, text } = input;
    const abort = new AbortController();
    running.set(session, abort);
    agents.set(session, agent);
    const answer: Answer = {
      id: randomUUID(),
      session,
      agent,
      role: 'assistant',
      text: '',
      at: now(),
      state: 'streaming',
    };
    answers = [...answers, answer].slice(-rememberedAnswers);
    for (const [request, one] of byRequest) if (!answers.includes(one)) byRequest.delete(request);
    publish();
    const began = performance.now();
    const head = (seen: Omit<GatewayAnswer, 'text'>) => {
      if (seen.requestId !== undefined) byRequest.set(seen.requestId, answer);
      answer.why = { ...answer.why, ...whyOf(seen) };
      soon();
    };
    const grow = (piece: string) => {
      answer.text += piece;
      soon();
    };
    const question = { agent, session, model: 'gatehouse', messages: [sentMessage(input)], keep: true };
    void askGateway(address, question, grow, abort.signal, head)
      .then(
        (whole) => {
          answer.state = 'done';
          answer.why = { ...answer.why, ...whyOf(whole) };
        },
        (error: unknown) => {
          if (abort.signal.aborted) answer.state = 'stopped';
          else {
            answer.state = 'failed';
            answer.error = asCallError(error, log, 'chat.answer');
          }
        },
      )
      .finally(() => {
        answer.why = { ...answer.why, totalMs: Math.round(performance.now() - began) };
        running.delete(session);
        // `/new` empties a conversation, an answer lengthens it, `/model` shows on it.
        if (answer.state !== 'failed' || parseChatCommand(text) !== undefined) sessionsRevision++;
        publish();
      });
    return answer.id;
  }

  return {
    handlers: {
      'chat.sessions': async () => ({ sessions: await sessions() }),
      'chat.history': async ({ session }) => ({ messages: await history(session) }),
      async 'chat.send'(input) {
        const busy = () => {
          if (!running.has(input.session)) return;
          throw new GatehouseError('answer_running', say('The last message is still being answered.'), {
            where: input.session,
            hint: say('Wait for it, or stop it.'),
          });
        };
        busy();
        const address = await gateway();
        busy();
        return { id: send(input, address) };
      },
      async 'chat.stop'({ session }) {
        running.get(session)?.abort();
        return {};
      },
      async 'chat.remove'({ session }) {
        running.get(session)?.abort();
        const agent = await agentOf(session);
        await removeSession(await gateway(), agent, session, AbortSignal.timeout(readLimitMs));
        agents.delete(session);
        answers = answers.filter((answer) => answer.session !== session);
        sessionsRevision++;
        publish();
        return {};
      },
    },
    record(outcomes) {
      for (const outcome of outcomes) {
        const answer = byRequest.get(outcome.requestId);
        if (answer === undefined) continue;
        byRequest.delete(outcome.requestId);
        answer.why = { ...answer.why, ...whyOfOutcome(outcome) };
        soon();
      }
    },
    stop() {
      clearTimeout(timer);
      for (const abort of running.values()) abort.abort();
    },
  };
}

/** The gateway keeps the text that stands last; images go before it. */
function sentMessage({ text, images = [] }: CallDecoded<'chat.send'>): SentMessage {
  if (images.length === 0) return { role: 'user', content: text };
  const pictures = images.map(({ mediaType, data }) => ({
    type: 'image_url' as const,
    image_url: { url: `data:${mediaType};base64,${data}` },
  }));
  return { role: 'user', content: [...pictures, { type: 'text', text }] };
}

type Why = NonNullable<ChatMessage['why']>;

const whyOf = ({
  model,
  profile,
  attempts,
  inputTokens,
  outputTokens,
}: Omit<GatewayAnswer, 'text'>): Why => ({
  ...(model === undefined ? {} : { model }),
  ...(profile === undefined ? {} : { profile }),
  ...(attempts === undefined ? {} : { attempts }),
  ...(inputTokens === undefined ? {} : { inputTokens }),
  ...(outputTokens === undefined ? {} : { outputTokens }),
});

/** What the gateway recorded is the better truth: it knows what was tried and what it cost. */
function whyOfOutcome(outcome: RequestOutcome): Why {
  const { model, profile, attempts, tried, paidSwitchFrom, inputTokens, outputTokens, cost, totalMs } =
    outcome;
  return {
    ...whyOf({ model, profile, ...(attempts > 0 ? { attempts } : {}), inputTokens, outputTokens }),
    ...(tried === undefined
      ? {}
      : {
          tried: tried.map((one) =>
            one.profile === undefined
              ? `${one.model}: ${one.reason}`
              : `${one.model} (${one.profile}): ${one.reason}`,
          ),
        }),
    ...(paidSwitchFrom === undefined ? {} : { paidSwitchFrom }),
    ...(cost === undefined ? {} : { cost }),
    totalMs,
  };
}
