import type { IncomingMessage } from 'node:http';
import { GatehouseError } from '#core/contract/error.ts';
import { parseJson } from '#core/json.ts';
import { say } from '#core/say/say.ts';
import { nodeHttp } from '#store/node-http.ts';

/** A gateway as its own client sees it. */
export interface GatewayAddress {
  /** Without a trailing slash. */
  endpoint: string;
  /** Absent: the gateway asks for none. */
  token?: string | undefined;
}

/** More than any answer that is read whole, so that a broken server cannot fill memory (characters). */
const largestAnswer = 16 * 1024 * 1024;

/** @throws GatehouseError `gateway_not_ready` when nobody answers, `cancelled`. */
export function gatewayRequest(
  { endpoint, token }: GatewayAddress,
  given: { method: string; path: string; headers?: Record<string, string>; body?: string },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { method, path, headers = {}, body } = given;
  return new Promise((resolve, reject) => {
    const outgoing = nodeHttp().request(`${endpoint}${path}`, {
      method,
      agent: false,
      signal,
      headers: {
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
    outgoing.on('response', resolve);
    outgoing.on('error', (cause) => reject(signal.aborted ? cancelled() : notReady(endpoint, cause)));
    outgoing.end(body);
  });
}

export const cancelled = (): GatehouseError => new GatehouseError('cancelled', say('Cancelled.'));

export const notReady = (endpoint: string, cause?: unknown): GatehouseError =>
  new GatehouseError('gateway_not_ready', say('The gateway does not answer.'), {
    where: endpoint,
    hint: say('Start it: gatehouse gateway start.'),
    ...(cause === undefined ? {} : { cause }),
  });

/** The whole answer of a request that is not streamed. @throws GatehouseError as `gatewayRequest`, `upstream_failed`. */
export async function gatewayJson(
  gateway: GatewayAddress,
  given: Parameters<typeof gatewayRequest>[1],
  signal: AbortSignal,
): Promise<unknown> {
  const message = await gatewayRequest(gateway, given, signal);
  const text = await textOf(message);
  if (message.statusCode !== 200) throw refusal(message, text);
  return parseJson(text);
}

/** @throws GatehouseError `upstream_failed` for an answer that breaks off or has no end. */
export async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of message.setEncoding('utf8')) {
      text += chunk;
      if (text.length > largestAnswer) throw new Error('too long');
    }
  } catch (cause) {
    throw new GatehouseError('upstream_failed', say('The answer of the gateway broke off.'), { cause });
  }
  return text;
}

/** A refusal in the gateway's own words. */
export const refusal = ({ statusCode }: IncomingMessage, body: string): GatehouseError =>
  new GatehouseError(
    'upstream_failed',
    errorWords(body) ?? say('The gateway answers {{status}}.', { status: String(statusCode) }),
  );

/** The words of an error body in OpenAI's form, or of an error event of a stream. */
export function errorWords(text: string): string | undefined {
  const body = parseJson(text) as { error?: { message?: unknown } } | null | undefined;
  return typeof body?.error?.message === 'string' ? body.error.message : undefined;
}
