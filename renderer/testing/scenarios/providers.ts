import type { ProviderView } from '#core/contract/topics.ts';
import type { Topics } from '#renderer/testing/scenarios/shape.ts';
import shipped from '#resources/providers.json' with { type: 'json' };

/** Ways to sign in, and static tokens, as the host says them. */
const ways: Readonly<Record<string, Partial<ProviderView>>> = {
  anthropic: {
    token: {
      hint: 'sk-ant-oat01-…',
      command: 'claude setup-token',
      note: 'A setup-token belongs to a Claude subscription, and Anthropic allows it for Claude Code alone; other use may be refused at any time. An Anthropic API key is the way that is meant for programs.',
    },
  },
  openrouter: { signIn: ['browser', 'paste'] },
  'openai-codex': { signIn: ['browser', 'paste'] },
};
const onlySignIn = (
  id: string,
  name: string,
  signIn: ProviderView['signIn'],
  baseUrl: string,
): ProviderView => ({
  id,
  name,
  api: 'openai-completions',
  baseUrl,
  needsKey: true,
  signIn,
  custom: false,
  models: [],
});

export const providers: Topics['models']['providers'] = Object.entries(shipped).map(([id, record]) => ({
  id,
  name: record.name,
  api: record.api as 'openai-completions',
  baseUrl: record.baseUrl,
  ...('keyUrl' in record ? { keyUrl: record.keyUrl } : {}),
  ...('keyHint' in record ? { keyHint: record.keyHint } : {}),
  needsKey: record.needsKey,
  signIn: [],
  custom: false,
  models: record.models,
  ...ways[id],
}));
providers.splice(
  3,
  0,
  onlySignIn('github-copilot', 'GitHub Copilot', ['device'], 'https://api.githubcopilot.com'),
);
