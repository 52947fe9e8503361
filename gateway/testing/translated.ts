import type { UpstreamApi } from '#core/config/config.ts';
import type { ConversationDialect } from '#gateway/translate/codecs.ts';
import { translator } from '#gateway/translate/translator.ts';
import type { Problem } from '#gateway/wire/problem.ts';

export const anthropic = 'anthropic-messages';
export const completions = 'openai-completions';
export const responses = 'openai-responses';
export const codex = 'openai-codex-responses';
export const gemini = 'google-generative-ai';

/** A translated request as the upstream gets it, or why it was refused. */
export interface Sent {
  // biome-ignore lint/suspicious/noExplicitAny: a request of any API
  body: any;
  warnings: readonly string[];
  path: string;
  problem: Problem | undefined;
}

export function send(
  client: ConversationDialect,
  api: UpstreamApi,
  body: object,
  model = 'some-model',
): Sent {
  const translated = translator(client, api)?.request(body as never, model, 'req');
  if (translated === undefined) throw new Error('no translator');
  if ('problem' in translated) return { problem: translated.problem, body: {}, warnings: [], path: '' };
  const { path, warnings } = translated;
  return { path, warnings, body: JSON.parse(translated.body.toString()), problem: undefined };
}

export const hi = [{ role: 'user', content: 'Hi' }];
export const chat = (more: object = {}) => ({ model: 'x', messages: hi, ...more });
export const claude = (more: object = {}) => ({ model: 'x', max_tokens: 2000, messages: hi, ...more });

export const png = 'iVBORw0KGgo=';
export const dataUrl = `data:image/png;base64,${png}`;
export const weather = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
export const chatTools = [
  { type: 'function', function: { name: 'get_weather', description: 'W', parameters: weather } },
];
export const claudeTools = [{ name: 'get_weather', description: 'W', input_schema: weather }];
