import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explicitOrder, type OrderCandidate, orderProfiles } from '#core/profile/order.ts';

const candidate = (
  id: string,
  type: OrderCandidate['type'] = 'api_key',
  lastUsedAt?: number,
): OrderCandidate => ({
  id,
  provider: 'p',
  type,
  lastUsedAt,
});
const ids = (list: readonly OrderCandidate[]) => list.map(({ id }) => id);

test('without an explicit order: oauth, token, api_key; inside a type the least recently used first', () => {
  const list = [
    candidate('key-old', 'api_key', 10),
    candidate('token', 'token', 99),
    candidate('key-never'),
    candidate('oauth', 'oauth', 500),
    candidate('key-new', 'api_key', 20),
  ];
  expect(ids(orderProfiles(list, undefined))).toEqual(['oauth', 'token', 'key-never', 'key-old', 'key-new']);
});

test('an explicit order comes first as it stands; what it leaves out follows, what it names in vain is passed over', () => {
  const list = [candidate('a', 'oauth'), candidate('b'), candidate('c'), candidate('d', 'token')];
  expect(ids(orderProfiles(list, ['c', 'gone', 'b', 'c']))).toEqual(['c', 'b', 'a', 'd']);
});

test('the agent order beats the configured one, and an empty one counts as none', () => {
  expect(explicitOrder('p', { p: ['p:a'] }, { p: ['p:b'] })).toEqual(['p:a']);
  expect(explicitOrder('p', { p: [] }, { p: ['p:b'] })).toEqual(['p:b']);
  expect(explicitOrder('p', {}, {})).toBeUndefined();
});

test('the result holds every profile once and does not depend on the order of the input', () => {
  const one = fc.record({
    id: fc.stringMatching(/^[a-c]{1,2}$/),
    provider: fc.constant('p'),
    type: fc.constantFrom('oauth' as const, 'token' as const, 'api_key' as const),
    lastUsedAt: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
  });
  const list = fc.uniqueArray(one, { selector: ({ id }) => id, maxLength: 8 });
  fc.assert(
    fc.property(
      list,
      fc.array(fc.stringMatching(/^[a-c]{1,2}$/)),
      fc.infiniteStream(fc.nat()),
      (given, explicit, dice) => {
        const shuffled = given
          .map((item) => [dice.next().value ?? 0, item] as const)
          .toSorted(([a], [b]) => a - b);
        const ordered = ids(orderProfiles(given, explicit));
        expect(ordered).toEqual(
          ids(
            orderProfiles(
              shuffled.map(([, item]) => item),
              explicit,
            ),
          ),
        );
        expect(ordered.toSorted()).toEqual(ids(given).toSorted());
      },
    ),
  );
});
