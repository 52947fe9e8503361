import { expect, test } from 'vitest';
import {
  type JsonObject,
  type MirrorBase,
  mergeMirror,
  mirrorShape,
  projectMirror,
  serialiseMirror,
} from '#core/profile/mirror.ts';
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
const nothing: MirrorBase = { profiles: {}, order: {} };
const ref = (id: string) => ({ source: 'exec', provider: 'gatehouse', id });

test('a profile becomes a reference in the form of the family, and nothing of the secret is in it', () => {
  const { doc } = mergeMirror(undefined, projectMirror(agent({ 'openai:default': profile('p-1') })), nothing);
  expect(serialiseMirror(doc)).toBe(`{
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
    new Set(['p-t', 'p-o', 'p-off']),
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
  );
  expect(order).toEqual({ openai: ['openai:b', 'openai:a'] });
});

test('what others wrote stays: profiles, fields in ours, usage, unknown keys, and the order of keys', () => {
  const disk: JsonObject = {
    version: 1,
    profiles: {
      'groq:theirs': { type: 'api_key', provider: 'groq', key: 'gsk_FAKE' },
      'openai:default': {
        type: 'api_key',
        provider: 'openai',
        keyRef: ref('p-old'),
        metadata: { team: 'x' },
      },
    },
    lastGood: { openai: 'openai:default' },
    usageStats: { 'openai:default': { lastUsed: 5 } },
    future: true,
  };
  const { doc, conflicts } = mergeMirror(
    disk,
    projectMirror(agent({ 'openai:default': profile('p-new') })),
    nothing,
  );
  expect(conflicts).toEqual([]);
  expect(doc).toEqual({
    ...disk,
    profiles: {
      'groq:theirs': { type: 'api_key', provider: 'groq', key: 'gsk_FAKE' },
      'openai:default': {
        type: 'api_key',
        provider: 'openai',
        keyRef: ref('p-new'),
        metadata: { team: 'x' },
      },
    },
  });
});

test('a credential that somebody else put under our name is kept and told', () => {
  const disk: JsonObject = {
    version: 1,
    profiles: { 'openai:default': { type: 'token', provider: 'openai', token: 'FAKE' } },
  };
  const { doc, conflicts } = mergeMirror(
    disk,
    projectMirror(agent({ 'openai:default': profile('p-1') })),
    nothing,
  );
  expect(doc).toEqual(disk);
  expect(conflicts).toEqual(['openai:default']);
});

test('a removed profile goes: one of ours by its reference, one of another source by what was written last', () => {
  const env = {
    type: 'api_key',
    provider: 'openai',
    keyRef: { source: 'env', provider: 'default', id: 'OPENAI_API_KEY' },
  };
  const disk: JsonObject = {
    version: 1,
    profiles: {
      'openai:vault': { type: 'api_key', provider: 'openai', keyRef: ref('p-1') },
      'openai:env': env,
      'openai:theirs': env,
    },
  };
  const { doc } = mergeMirror(
    disk,
    { profiles: {}, order: {} },
    { profiles: { 'openai:env': env }, order: {} },
  );
  expect(doc.profiles).toEqual({ 'openai:theirs': env });
});

test('an order is changed where ours changed; one that others set since stays; one that we took back goes', () => {
  const disk: JsonObject = {
    version: 1,
    profiles: {},
    order: { openai: ['theirs'], groq: ['old'], xai: ['kept'] },
  };
  const base: MirrorBase = { profiles: {}, order: { openai: ['ours'], groq: ['old'] } };
  const { doc } = mergeMirror(disk, { profiles: {}, order: { openai: ['ours'] } }, base);
  expect(doc.order).toEqual({ openai: ['theirs'], xai: ['kept'] });
});

test('merging what was just written changes nothing', () => {
  const projection = projectMirror(agent({ 'openai:a': profile('p-a') }, { openai: ['openai:a'] }));
  const once = mergeMirror(undefined, projection, nothing).doc;
  const again = mergeMirror(JSON.parse(serialiseMirror(once)), projection, projection).doc;
  expect(serialiseMirror(again)).toBe(serialiseMirror(once));
});

test.for([[[]], [null], ['text'], [{ profiles: [] }], [{ order: 1 }]])(
  '%j is no credential file',
  ([parsed]) => {
    expect(mirrorShape(parsed)).toBeUndefined();
  },
);
