import { nodeHttp } from '#cli/host/http.ts';
import { openLocal } from '#cli/local/open.ts';
import { defaultGatewayPort } from '#core/config/config.ts';

/** A gateway on this machine answers in a few milliseconds. */
const probeLimitMs = 500;

/** The endpoint that the config names, and whether something answers HTTP there; any answer is a sign of life. */
export async function configuredEndpoint(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ endpoint: string; answers: boolean }> {
  const { stores } = await openLocal(env);
  const { config } = await stores.config.read();
  const endpoint = `http://127.0.0.1:${config.gateway?.port ?? defaultGatewayPort}`;
  return { endpoint, answers: await answersHttp(`${endpoint}/health`, signal) };
}

function answersHttp(url: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(probeLimitMs)]);
    nodeHttp()
      .get(url, { agent: false, signal: limited }, (message) => {
        message.destroy();
        resolve(true);
      })
      .on('error', () => resolve(false));
  });
}
