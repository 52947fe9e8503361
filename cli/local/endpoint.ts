import type { IncomingMessage } from 'node:http';
import { openLocal } from '#cli/local/open.ts';
import { defaultGatewayPort } from '#core/config/config.ts';
import { nodeHttp } from '#store/node-http.ts';

/** A gateway on this machine answers in a few milliseconds. */
const probeLimitMs = 500;

/** What answers HTTP there: a gateway of ours, another program, or nothing. */
export type Answer = 'gateway' | 'other' | 'nothing';

/** The endpoint that the config names, and what answers there. */
export async function configuredEndpoint(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ endpoint: string; answer: Answer }> {
  const { stores } = await openLocal(env);
  const { config } = await stores.config.read();
  const endpoint = `http://127.0.0.1:${config.gateway?.port ?? defaultGatewayPort}`;
  return { endpoint, answer: await ask(`${endpoint}/health`, signal) };
}

/** Our gateway says `{"status":"alive"}` without being asked for a token. */
async function ask(url: string, signal: AbortSignal): Promise<Answer> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(probeLimitMs)]);
  const message = await new Promise<IncomingMessage | undefined>((resolve) => {
    nodeHttp()
      .get(url, { agent: false, signal: limited }, resolve)
      .on('error', () => resolve(undefined));
  });
  if (message === undefined) return 'nothing';
  try {
    let text = '';
    for await (const chunk of message.setEncoding('utf8')) {
      text += chunk;
      if (text.length > 1_000) break;
    }
    return (JSON.parse(text) as { status?: unknown }).status === 'alive' ? 'gateway' : 'other';
  } catch {
    return 'other';
  }
}
