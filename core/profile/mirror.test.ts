import { expect, test } from 'vitest';
import { mirrorShape, projectMirror, serialiseMirror } from '#core/profile/mirror.ts';
import type { AgentProfiles, Profile } from '#core/profile/profile.ts';

const profile = (item: string, more: Partial<Profile> = {}): Profile => ({
  provider: 'openai',
  type: 'api_key',
  secret: { kind: 'vault', item },
  tail: 'a1b2',
  label: 'Work',
  createdAt: 1,
  ...more,
});
const agent = (profiles: Record<string, Profile>, order = {}): AgentProfiles => ({ profiles, order });
const options = { mode: 'reference', target: 'embedded' } as const;
const ref = (id: string) => ({ source: 'exec', provider: 'gatehouse', id });

test('a profile becomes a reference in the form of the family, and nothing of the secret is in it', () => {
  const { profiles } = projectMirror(agent({ 'openai:default': profile('p-1') }), options);
  expect(serialiseMirror({ version: 1, profiles })).toBe(`{
  "version": 1,
  "profiles": {
    "openai:default": {
      "type": "api_key",
      "provider": "openai",
      "keyRef": {
        "source": "exec",
        "provider": "gatehouse",
        "id": "p-1"
      }
    }
  }
}
`);
});

test('a token has a tokenRef and its expiry; oauth has no reference form; disabled and missing ones are left out', () => {
  const projection = projectMirror(
    agent({
      'openai:t': profile('p-t', { type: 'token', expires: 99 }),
      'openai:o': profile('p-o', { type: 'oauth' }),
      'openai:off': profile('p-off', { disabled: true }),
      'openai:lost': profile('p-lost'),
    }),
    { ...options, items: new Set(['p-t', 'p-o', 'p-off']) },
  );
  expect(projection.profiles).toEqual({
    'openai:t': { type: 'token', provider: 'openai', tokenRef: ref('p-t'), expires: 99 },
  });
});

test('an explicit order is written whole, since the family never tries what it leaves out', () => {
  const { order } = projectMirror(
    agent(
      {
        'openai:a': profile('p-a'),
        'openai:b': profile('p-b'),
        'openai:c': profile('p-c', { disabled: true }),
      },
      { openai: ['openai:c', 'openai:b'] },
    ),
    options,
  );
  expect(order).toEqual({ openai: ['openai:b', 'openai:a'] });
});

test('in plain mode the secret stands there; one that the vault does not tell leaves the entry alone', () => {
  const { profiles, unknown } = projectMirror(
    agent({
      'openai:a': profile('p-a'),
      'openai:b': profile('p-b', { type: 'token' }),
      'openai:c': profile('p-c'),
    }),
    { ...options, mode: 'plain', secretOf: (id) => (id === 'openai:c' ? undefined : `FAKE-${id}`) },
  );
  expect(profiles).toEqual({
    'openai:a': { type: 'api_key', provider: 'openai', key: 'FAKE-openai:a' },
    'openai:b': { type: 'token', provider: 'openai', token: 'FAKE-openai:b' },
  });
  expect([...unknown]).toEqual(['openai:c']);
});

test('a reference of our own config is shown to no other gateway, nor is a sign-in but to the one it came from', () => {
  const env = { source: 'env', provider: 'default', id: 'OPENAI_API_KEY' } as const;
  const profiles = {
    'openai:env': profile('', { secret: { kind: 'ref', ref: env } }),
    'x:mine': profile('p-o', { type: 'oauth', provider: 'x' }),
    'x:theirs': profile('p-t', { type: 'oauth', provider: 'x', origin: 'claw' }),
  };
  const grantOf = () => ({ version: 1, access: 'FAKE-A', refresh: 'FAKE-R', expires: 5 }) as const;
  const shown = (target: string) =>
    Object.keys(projectMirror(agent(profiles), { ...options, target, grantOf }).profiles);
  expect([shown('embedded'), shown('claw'), shown('other')]).toEqual([['openai:env'], ['x:theirs'], []]);
});

test.for([[[]], [null], ['text'], [{ profiles: [] }], [{ order: 1 }]])(
  '%j is no credential file',
  ([parsed]) => {
    expect(mirrorShape(parsed)).toBeUndefined();
  },
);
