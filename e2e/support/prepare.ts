import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Writes `gatehouse.json` of a state directory before the first start. */
export function writeConfig(stateDir: string, config: object | string): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const text = typeof config === 'string' ? config : JSON.stringify(config, null, 2);
  writeFileSync(join(stateDir, 'gatehouse.json'), text, { mode: 0o600 });
}

/** Providers that lead to scripted upstreams on loopback. */
export const providersAt = (openaiOrigin: string, anthropicOrigin: string) => ({
  openai: { baseUrl: `${openaiOrigin}/v1`, api: 'openai-completions', models: [{ id: 'gpt-test' }] },
  anthropic: { baseUrl: anthropicOrigin, api: 'anthropic-messages', models: [{ id: 'claude-test' }] },
});
