import type { IncomingMessage } from 'node:http';
import { nodeHttp } from '#cli/host/http.ts';
import { SseDecoder } from '#cli/host/sse.ts';
import { GatehouseError } from '#core/contract/error.ts';

export interface GatewayAddress {
  /** Without a trailing slash. */
  endpoint: string;
  /** Absent: the gateway asks for none. */
  token?: string | undefined;
}

export interface ChatMessage {
  role: 'user' | 'assistant';
  content: string;
}

export interface ChatAnswer {
  text: string;
  model?: string | undefined;
  profile?: string | undefined;
  attempts?: number | undefined;
  /** A paid key answered for this subscription, in the words of the header. */
  paidSwitch?: string | undefined;
}

/**
 * Sends a conversation to the gateway and gives the answer piece by piece.
 * @throws GatehouseError `gateway_not_ready` when nobody answers, `upstream_failed` with the gateway's own words.
 */
export async function askGateway(
  gateway: GatewayAddress,
  request: { agent: string; session: string; model: string; messages: readonly ChatMessage[] },
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<ChatAnswer> {
  const message = await post(gateway, request, signal);
  message.setEncoding('utf8');
  const header = (name: string) => {
    const value = message.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  if (message.statusCode !== 200) {
    let body = '';
    for await (const chunk of message) body += chunk;
    throw new GatehouseError(
      'upstream_failed',
      errorWords(body) ?? `The gateway answers ${message.statusCode}.`,
    );
  }
  const decoder = new SseDecoder();
  let text = '';
  for await (const chunk of message) {
    for (const data of decoder.feed(chunk)) {
      if (data === '[DONE]') continue;
      const failure = errorWords(data);
      if (failure !== undefined) throw new GatehouseError('upstream_failed', failure);
      const piece = deltaOf(data);
      if (piece === '') continue;
      text += piece;
      onText(piece);
    }
  }
  const attempts = Number(header('x-gatehouse-attempts') ?? 0);
  return {
    text,
    model: header('x-gatehouse-model'),
    profile: header('x-gatehouse-profile'),
    attempts,
    paidSwitch: header('x-gatehouse-switch'),
  };
}

function post(
  { endpoint, token }: GatewayAddress,
  { agent, session, model, messages }: Parameters<typeof askGateway>[1],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const body = JSON.stringify({ model, messages, stream: true });
  return new Promise((resolve, reject) => {
    const outgoing = nodeHttp().request(`${endpoint}/v1/chat/completions`, {
      method: 'POST',
      agent: false,
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-gatehouse-agent': agent,
        'x-gatehouse-session': session,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
    outgoing.on('response', resolve);
    outgoing.on('error', (cause) => {
      if (signal.aborted) reject(new GatehouseError('cancelled', 'Cancelled.'));
      else {
        reject(
          new GatehouseError('gateway_not_ready', 'The gateway does not answer.', {
            where: endpoint,
            hint: 'Start it: gatehouse gateway start.',
            cause,
          }),
        );
      }
    });
    outgoing.end(body);
  });
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function errorWords(text: string): string | undefined {
  const error = parse(text)?.error as { message?: unknown } | undefined;
  return typeof error?.message === 'string' ? error.message : undefined;
}

function deltaOf(text: string): string {
  const choices = parse(text)?.choices as { delta?: { content?: unknown } }[] | undefined;
  const content = choices?.[0]?.delta?.content;
  return typeof content === 'string' ? content : '';
}
