import { expect, test } from 'vitest';
import { changedFields } from '#renderer/features/profiles/changed-fields.ts';
import {
  credentialFrom,
  dayOf,
  endOfDay,
  fieldNames,
  methodOfProfile,
  methodsOf,
} from '#renderer/features/profiles/methods.ts';
import { scenario } from '#renderer/testing/scenarios.ts';

const { topics } = scenario('team', Date.UTC(2026, 10, 20));
const provider = (id: string) => {
  const found = topics.models.providers.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
};
const profiles = topics.profiles.agents[0]?.profiles ?? [];
const formOf = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};
const reference = { source: 'env', of: 'api_key' } as const;

test('a provider shows the ways that it has, and no other', () => {
  expect(methodsOf(provider('openai'))).toEqual(['key', 'reference']);
  expect(methodsOf(provider('anthropic'))).toEqual(['key', 'token', 'reference']);
  expect(methodsOf(provider('openrouter'))).toEqual(['key', 'signIn', 'reference']);
  expect(methodsOf(provider('github-copilot'))).toEqual(['signIn']);
});

test('replacing begins with the way in which the credential came', () => {
  const method = (id: string) => {
    const profile = profiles.find((one) => one.id === id);
    if (!profile) throw new Error(id);
    return methodOfProfile(profile, provider(profile.provider));
  };
  expect(method('anthropic:work')).toBe('key');
  expect(method('anthropic:subscription')).toBe('token');
  expect(method('openrouter:team')).toBe('reference');
  expect(method('openai-codex:ada@example.com')).toBe('signIn');
});

test('a form becomes a credential, without the white space around it', () => {
  expect(credentialFrom('key', formOf({ [fieldNames.secret]: ' sk-FAKE ' }), reference)).toEqual({
    type: 'api_key',
    key: 'sk-FAKE',
  });
  expect(credentialFrom('token', formOf({ [fieldNames.secret]: 'FAKE', expires: '' }), reference)).toEqual({
    type: 'token',
    token: 'FAKE',
  });
  expect(
    credentialFrom(
      'reference',
      formOf({ [fieldNames.refId]: 'OPENAI_API_KEY', [fieldNames.refProvider]: '' }),
      reference,
    ),
  ).toEqual({
    type: 'reference',
    of: 'api_key',
    ref: { source: 'env', provider: 'default', id: 'OPENAI_API_KEY' },
  });
});

test('a day counts to its end, and no day is no end', () => {
  const end = endOfDay('2027-01-31');
  expect(end).toBe(new Date(2027, 0, 31, 23, 59, 59, 999).getTime());
  expect(dayOf(end ?? 0)).toBe('2027-01-31');
  expect(endOfDay('')).toBeUndefined();
  expect(endOfDay('31.1.2027')).toBeUndefined();
});

test('an edit sends what was changed, null for what was taken away, and nothing else', () => {
  const expires = new Date(2027, 0, 31, 8, 30).getTime();
  const [first] = profiles;
  if (!first) throw new Error('no profile');
  const profile = { ...first, label: 'Lab', note: 'old', expires };
  const same = { label: 'Lab', note: 'old', expires: '2027-01-31' };
  expect(changedFields(profile, formOf(same))).toEqual({});
  expect(changedFields(profile, formOf({ ...same, label: ' ', note: 'new' }))).toEqual({
    label: null,
    note: 'new',
  });
  expect(changedFields(profile, formOf({ ...same, expires: '' }))).toEqual({ expires: null });
  expect(changedFields(profile, formOf({ label: 'Lab', note: 'old' }))).toEqual({});
});
