import { expect, test } from 'vitest';
import type { ProfileView } from '#core/contract/topics.ts';
import { groupProfiles } from '#renderer/state/profiles.ts';

const profile = (id: string, position: number): ProfileView => ({
  id,
  provider: id.split(':')[0] ?? '',
  name: id.split(':')[1] ?? '',
  type: 'api_key',
  masked: '',
  place: 'keychain',
  status: 'ok',
  createdAt: 0,
  position,
});
const list = [profile('b:2', 1), profile('a:1', 0), profile('b:1', 0)];
const order = (groups: ReturnType<typeof groupProfiles>) =>
  groups.flatMap(({ profiles }) => profiles.map(({ id }) => id));

test('profiles stand by provider, in the order in which they are tried', () => {
  expect(order(groupProfiles('main', list))).toEqual(['a:1', 'b:1', 'b:2']);
});

test('an order dragged here goes before the topic, and what it does not name comes last', () => {
  const more = [...list, profile('b:3', 2)];
  const dragged = { 'main/b': { ids: ['b:2', 'b:1'], revision: 9 } };
  expect(order(groupProfiles('main', more, dragged))).toEqual(['a:1', 'b:2', 'b:1', 'b:3']);
});

test('an order dragged for another agent changes nothing here', () => {
  expect(order(groupProfiles('main', list, { 'lab/b': { ids: ['b:2', 'b:1'], revision: 9 } }))).toEqual([
    'a:1',
    'b:1',
    'b:2',
  ]);
});
