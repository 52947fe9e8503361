import type { UpstreamApi } from '#core/config/config.ts';
import type { GatewayOptions } from '#gateway/server.ts';
import { codexToken, startCodex } from '#gateway/testing/codex-upstream.ts';
import { anthropicToolAnswer, anthropicToolStream } from '#gateway/testing/fixtures/anthropic.ts';
import { chatReasoningStream, chatToolAnswer } from '#gateway/testing/fixtures/openai-chat.ts';
import { startGemini } from '#gateway/testing/gemini-upstream.ts';
import { eventStream } from '#gateway/testing/openai-upstream.ts';
import { startResponses } from '#gateway/testing/responses-upstream.ts';
import {
  anthropicKey,
  openaiKey,
  profile,
  type RunningGateway,
  startGateway,
} from '#gateway/testing/running-gateway.ts';
import { json, pieces, type Script, type ScriptedUpstream } from '#gateway/testing/scripted-upstream.ts';

const geminiKey = 'AIza-FAKE-gemini-key';

/** A gateway before one scripted upstream of each API; each answers thoughts or text, and calls. */
export interface AllUpstreams extends RunningGateway {
  upstreams: Readonly<Record<UpstreamApi, ScriptedUpstream>>;
  stopAll(): Promise<void>;
}

/** The key that each upstream takes. */
export const keyOf: Readonly<Record<UpstreamApi, string>> = {
  'anthropic-messages': anthropicKey,
  'openai-completions': openaiKey,
  'openai-responses': openaiKey,
  'openai-codex-responses': codexToken,
  'google-generative-ai': geminiKey,
};

/** The model to ask for, by the API that answers. */
export const modelOf: Readonly<Record<UpstreamApi, string>> = {
  'anthropic-messages': 'anthropic/claude-opus-4-6',
  'openai-completions': 'openai/gpt-tools',
  'openai-responses': 'second/gpt-5.5',
  'openai-codex-responses': 'openai-codex/gpt-6-sol',
  'google-generative-ai': 'gemini/gemini-3-pro',
};

const streamed =
  (whole: Script, stream: Script): Script =>
  (res, seen) =>
    (seen.body.stream === true ? stream : whole)(res, seen);

export async function startAll(options: Partial<GatewayOptions> = {}): Promise<AllUpstreams> {
  const gemini = await startGemini([geminiKey]);
  const responses = await startResponses([openaiKey]);
  const codex = await startCodex([codexToken]);
  const running = await startGateway({
    ...options,
    profiles: [
      profile('openai:default', openaiKey),
      profile('anthropic:default', anthropicKey),
      profile('gemini:default', geminiKey),
      profile('second:default', openaiKey),
      profile('openai-codex:default', codexToken, { type: 'oauth' }),
    ],
  });
  running.anthropic.byModel.set(
    'claude-opus-4-6',
    streamed(json(200, anthropicToolAnswer), pieces(eventStream, anthropicToolStream)),
  );
  running.openai.byModel.set(
    'gpt-tools',
    streamed(json(200, chatToolAnswer), pieces(eventStream, chatReasoningStream)),
  );
  running.reload((snapshot) => {
    snapshot.providers.gemini = {
      baseUrl: `${gemini.origin}/v1beta`,
      api: 'google-generative-ai',
      models: [{ id: 'gemini-3-pro' }],
      needsKey: true,
    };
    snapshot.providers.second = {
      baseUrl: `${responses.origin}/v1`,
      api: 'openai-responses',
      models: [{ id: 'gpt-5.5' }],
      needsKey: true,
    };
    snapshot.providers['openai-codex'] = {
      baseUrl: `${codex.origin}/backend-api/codex`,
      api: 'openai-codex-responses',
      models: [{ id: 'gpt-6-sol' }],
      needsKey: true,
    };
    return snapshot;
  });
  const upstreams = {
    'anthropic-messages': running.anthropic,
    'openai-completions': running.openai,
    'openai-responses': responses,
    'openai-codex-responses': codex,
    'google-generative-ai': gemini,
  };
  return Object.assign(running, {
    upstreams,
    async stopAll() {
      await running.stop();
      await Promise.all([gemini.stop(), responses.stop(), codex.stop()]);
    },
  });
}
