import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Entry, SharedEntries } from './shared-entries.ts';
import { SharedSpending, type SpentPart } from './shared-spending.ts';

const day = '2026-11-21';

test('whatever way changes arrive, and however often, everybody ends with the same', () => {
  const change = fc.record({
    by: fc.nat(2),
    name: fc.constantFrom('a', 'b'),
    value: fc.option(fc.nat(3)),
    at: fc.nat(5),
  });
  const order = fc.array(fc.tuple(fc.nat(2), fc.nat()), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), order, (changes, arrivals) => {
      const seen = [0, 1, 2].map(() => new Map<string, number>());
      const all = seen.map(
        (map) =>
          new SharedEntries<number>((name, value) => {
            if (value === null) map.delete(name);
            else map.set(name, value);
          }, 100),
      );
      const sent: [string, Entry<number>][] = [];
      for (const { by, name, value, at } of changes) {
        all[by]?.change(name, value, at);
        if (value === null) seen[by]?.delete(name);
        else seen[by]?.set(name, value);
        sent.push(...(all[by]?.take() ?? []));
      }
      for (const [to, which] of arrivals) {
        const message = sent[which % sent.length];
        if (message !== undefined) all[to]?.hear(...message);
      }
      for (const one of all) for (const message of sent) one.hear(...message);
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[2]).toEqual(seen[0]);
    }),
  );
});

test('what was spent is the sum of what each spent, whatever way it arrives, and however often', () => {
  const spend = fc.record({ by: fc.nat(2), micros: fc.nat(1e6) });
  const order = fc.array(fc.tuple(fc.nat(2), fc.nat()), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(spend, { maxLength: 12 }), order, (spends, arrivals) => {
      const all = ['x', 'y', 'z'].map((name) => new SharedSpending(name));
      const sent: SpentPart[] = [];
      for (const { by, micros } of spends) {
        all[by]?.spend(day, '*', micros / 1e6);
        sent.push(...(all[by]?.take() ?? []));
      }
      for (const [to, which] of arrivals) {
        const part = sent[which % sent.length];
        if (part !== undefined) all[to]?.hear(part);
      }
      for (const one of all) for (const part of sent) one.hear(part);
      const spent = spends.reduce((sum, { micros }) => sum + micros, 0) / 1e6;
      for (const one of all) expect(one.total(day, '*')).toBe(spent);
    }),
  );
});

test('of many names the least recently changed are forgotten, and what did not arrive is sent again', () => {
  const one = new SharedEntries<number>(() => undefined, 2);
  for (const [at, name] of ['a', 'b', 'c'].entries()) one.change(name, 1, at);
  const taken = one.take();
  expect(taken.map(([name]) => name)).toEqual(['b', 'c']);
  expect(one.hasUnsent).toBe(false);
  one.change('c', 2, 0);
  one.unsent(taken);
  expect(one.take()).toEqual([
    ['c', { at: 3, value: 2 }],
    ['b', { at: 1, value: 1 }],
  ]);
});
