import type { IncomingMessage } from 'node:http';
import { GatehouseError } from '#core/contract/error.ts';
import { nodeHttp } from '#store/node-http.ts';

/** Where a running host answers, and with what. */
export interface HostAddress {
  url: string;
  token: string;
}

/** More than any answer of the contract, so that a broken server cannot fill memory. */
const maxAnswerBytes = 8 * 1024 * 1024;

/**
 * One request to the host. `node:http` and not `fetch`, which takes five times as long to load.
 * @throws GatehouseError `host_unreachable`; the reason of an abort.
 */
export function send(
  host: HostAddress,
  given: { method: 'GET' | 'POST'; path: string; body?: string; accept: string; signal: AbortSignal },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = nodeHttp().request(new URL(given.path, host.url), {
      method: given.method,
      // One connection per call: a process that is about to end keeps none open.
      agent: false,
      headers: {
        authorization: `Bearer ${host.token}`,
        accept: given.accept,
        ...(given.body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(given.body) }),
      },
      signal: given.signal,
    });
    outgoing.on('response', resolve);
    outgoing.on('error', (cause) => {
      reject(given.signal.aborted ? given.signal.reason : unreachable(host, cause));
    });
    outgoing.end(given.body);
  });
}

export const unreachable = (host: Pick<HostAddress, 'url'>, cause?: unknown): GatehouseError =>
  new GatehouseError('host_unreachable', 'The running Gatehouse does not answer.', {
    where: host.url,
    hint: 'Try again; if it stays so: gatehouse host stop, then gatehouse gateway start.',
    ...(cause === undefined ? {} : { cause }),
  });

/** The whole body as text. @throws GatehouseError `host_unreachable` when it breaks off or never ends. */
export async function bodyText(host: HostAddress, message: IncomingMessage): Promise<string> {
  message.setEncoding('utf8');
  let text = '';
  try {
    for await (const chunk of message) {
      text += chunk;
      if (text.length > maxAnswerBytes) throw unreachable(host);
    }
  } catch (cause) {
    throw cause instanceof GatehouseError ? cause : unreachable(host, cause);
  }
  return text;
}
