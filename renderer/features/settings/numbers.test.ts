import { expect, test } from 'vitest';
import { amountOf, numberOf, portOf } from '#renderer/features/settings/numbers.ts';

test('a number may have a comma, and nothing that is none is taken for one', () => {
  expect(numberOf(' 2,5 ')).toBe(2.5);
  for (const text of ['', 'x', '1e3', '-1', '1.2.3', '0x10']) expect(numberOf(text), text).toBeUndefined();
});

test('a port is a whole number from 1 to 65535', () => {
  expect(portOf('18790')).toBe(18_790);
  for (const text of ['0', '65536', '80.5', '', 'http']) expect(portOf(text), text).toBeUndefined();
});

test('no amount is none, and zero is not one', () => {
  expect(amountOf('')).toBeNull();
  expect(amountOf('4')).toBe(4);
  expect(amountOf('0')).toBeUndefined();
  expect(amountOf('ten')).toBeUndefined();
});
