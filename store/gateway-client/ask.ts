import type { IncomingMessage } from 'node:http';
import { GatehouseError } from '#core/contract/error.ts';
import { parseJson } from '#core/json.ts';
import { say } from '#core/say/say.ts';
import { SseDecoder } from '#core/sse/decoder.ts';
import {
  cancelled,
  errorWords,
  type GatewayAddress,
  gatewayRequest,
  refusal,
  textOf,
} from '#store/gateway-client/request.ts';

export interface SentMessage {
  role: 'user' | 'assistant';
  content: string | readonly SentPart[];
}

/** OpenAI's content parts; an image is a `data:` URL. */
export type SentPart = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } };

export interface GatewayQuestion {
  agent: string;
  session: string;
  /** `gatehouse` for the primary model. */
  model: string;
  messages: readonly SentMessage[];
  /** The gateway keeps the conversation under the session's name and puts what was said before in front. */
  keep?: boolean;
}

export interface GatewayAnswer {
  text: string;
  /** Absent: the gateway itself answered (a command). */
  model?: string | undefined;
  profile?: string | undefined;
  attempts?: number | undefined;
  /** A paid key answered for a subscription, in the words of the header. */
  paidSwitch?: string | undefined;
  requestId?: string | undefined;
  inputTokens?: number | undefined;
  outputTokens?: number | undefined;
}

/** Who the gateway says it is when it answers a command itself. */
const commandsModel = 'gatehouse/commands';

/**
 * Sends a conversation to the gateway and gives the answer piece by piece. Aborting hangs up, upstream too.
 *
 * @param onHead told once, as soon as it is known who answers.
 * @throws GatehouseError `gateway_not_ready` when nobody answers, `upstream_failed` with the gateway's own words,
 *   `cancelled`.
 */
export async function askGateway(
  gateway: GatewayAddress,
  { agent, session, model, messages, keep = false }: GatewayQuestion,
  onText: (text: string) => void,
  signal: AbortSignal,
  onHead: (head: Omit<GatewayAnswer, 'text'>) => void = () => undefined,
): Promise<GatewayAnswer> {
  const message = await gatewayRequest(
    gateway,
    {
      method: 'POST',
      path: '/v1/chat/completions',
      headers: {
        'x-gatehouse-agent': agent,
        'x-gatehouse-session': session,
        ...(keep ? { 'x-gatehouse-history': 'keep' } : {}),
      },
      body: JSON.stringify({ model, messages, stream: true, stream_options: { include_usage: true } }),
    },
    signal,
  );
  if (message.statusCode !== 200) throw refusal(message, await textOf(message));
  const head = headOf(message);
  onHead(head);
  const answer: GatewayAnswer = { ...head, text: '' };
  try {
    await readStream(message, answer, onText);
  } catch (cause) {
    if (signal.aborted) throw cancelled();
    if (cause instanceof GatehouseError) throw cause;
    throw new GatehouseError('upstream_failed', say('The answer broke off.'), { cause });
  }
  return answer;
}

async function readStream(
  message: IncomingMessage,
  answer: GatewayAnswer,
  onText: (text: string) => void,
): Promise<void> {
  const decoder = new SseDecoder();
  for await (const chunk of message.setEncoding('utf8')) {
    for (const data of decoder.feed(chunk)) {
      if (data === '[DONE]') continue;
      const failure = errorWords(data);
      if (failure !== undefined) throw new GatehouseError('upstream_failed', failure);
      const { text, usage } = partOf(data);
      if (usage) Object.assign(answer, usage);
      if (text === '') continue;
      answer.text += text;
      onText(text);
    }
  }
}

function headOf({ headers }: IncomingMessage): Omit<GatewayAnswer, 'text'> {
  const header = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const model = header('x-gatehouse-model');
  const attempts = header('x-gatehouse-attempts');
  return {
    ...(model === undefined || model === commandsModel ? {} : { model }),
    ...optional('profile', header('x-gatehouse-profile')),
    ...(attempts === undefined ? {} : { attempts: Number(attempts) }),
    ...optional('paidSwitch', header('x-gatehouse-switch')),
    ...optional('requestId', header('x-gatehouse-request-id')),
  };
}

const optional = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });

interface Chunk {
  choices?: { delta?: { content?: unknown } }[];
  usage?: { prompt_tokens?: unknown; completion_tokens?: unknown } | null;
}

function partOf(data: string): { text: string; usage?: { inputTokens?: number; outputTokens?: number } } {
  const chunk = parseJson(data) as Chunk | null | undefined;
  const content = chunk?.choices?.[0]?.delta?.content;
  const text = typeof content === 'string' ? content : '';
  const { prompt_tokens: input, completion_tokens: output } = chunk?.usage ?? {};
  if (typeof input !== 'number' && typeof output !== 'number') return { text };
  return {
    text,
    usage: {
      ...(typeof input === 'number' ? { inputTokens: input } : {}),
      ...(typeof output === 'number' ? { outputTokens: output } : {}),
    },
  };
}
