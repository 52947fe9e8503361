import { expect, test } from 'vitest';
import { editsBetween } from '#core/config/edits.ts';

test('only what differs is edited', () => {
  expect(editsBetween({ a: 1, b: { c: 2, d: [1] } }, { a: 1, b: { c: 3, d: [1] }, e: {} })).toEqual([
    { path: ['b', 'c'], value: 3 },
    { path: ['e'], value: {} },
  ]);
  expect(editsBetween({ a: { b: 1 } }, { a: {} })).toEqual([{ path: ['a', 'b'], value: undefined }]);
  expect(editsBetween({ a: [1, 2] }, { a: [2] })).toEqual([{ path: ['a'], value: [2] }]);
  expect(editsBetween({ a: 1 }, { a: 1 })).toEqual([]);
});

test('entries of a list are edited where they stand', () => {
  const list = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  const of = (after: unknown[]) => editsBetween({ list }, { list: after });
  expect(of([{ id: 'a' }, { id: 'c' }])).toEqual([{ path: ['list', 1], value: undefined }]);
  expect(of([{ id: 'a' }, { id: 'b', n: 1 }, { id: 'c' }, { id: 'd' }])).toEqual([
    { path: ['list', 1, 'n'], value: 1 },
    { path: ['list', 3], value: { id: 'd' } },
  ]);
  expect(of([{ id: 'c' }])).toEqual([{ path: ['list'], value: [{ id: 'c' }] }]);
  const many = [...list, ...Array.from({ length: 400 }, (_, n) => ({ id: `m${n}` }))];
  expect(of(many)).toEqual([{ path: ['list'], value: many }]);
});
