import { expect, test } from 'vitest';
import { authHeaders } from '#core/model/auth-headers.ts';

test.for([
  ['anthropic-messages', 'api_key', 'sk-ant-api03-FAKE', { 'x-api-key': 'sk-ant-api03-FAKE' }],
  ['anthropic-messages', 'token', 'sk-ant-api03-FAKE', { 'x-api-key': 'sk-ant-api03-FAKE' }],
  ['anthropic-messages', 'token', 'other-FAKE', { authorization: 'Bearer other-FAKE' }],
  [
    'anthropic-messages',
    'token',
    'sk-ant-oat01-FAKE',
    { authorization: 'Bearer sk-ant-oat01-FAKE', 'anthropic-beta': 'oauth-2025-04-20' },
  ],
  ['google-generative-ai', 'api_key', 'AIza-FAKE', { 'x-goog-api-key': 'AIza-FAKE' }],
  ['google-generative-ai', 'oauth', 'ya29-FAKE', { authorization: 'Bearer ya29-FAKE' }],
  ['openai-completions', 'api_key', 'sk-proj-FAKE', { authorization: 'Bearer sk-proj-FAKE' }],
  ['openai-responses', 'token', 'sk-ant-api03-FAKE', { authorization: 'Bearer sk-ant-api03-FAKE' }],
] as const)('%s takes a credential of type %s as it wants it', ([api, type, secret, headers]) => {
  expect(authHeaders(api, { type, secret })).toEqual(headers);
});
