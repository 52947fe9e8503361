import { expect, test } from 'vitest';
import { english, heard, type Speech, say, speak, told, wordsOf } from '#core/say/say.ts';

const german: Speech = {
  words: (text) => ({ 'The {{noun}} is empty.': '{{noun}} ist leer.', 'API key': 'Der API-Schlüssel' })[text],
  moment: (at) => new Date(at).toISOString().slice(0, 4),
  number: (value) => value.toLocaleString('de'),
};

test('a sentence is said in English, or in the words of a face', () => {
  const sentence = say('The {{noun}} is empty.', { noun: say('API key') });
  expect(english(sentence)).toBe('The API key is empty.');
  expect(speak(sentence, german)).toBe('Der API-Schlüssel ist leer.');
});

test('numbers and moments are written by the face', () => {
  const sentence = say('{{count}} until {{day}}', { count: 12_000, day: { at: 0, to: 'day' } });
  expect(english(sentence)).toBe('12000 until 1970-01-01');
  expect(speak(sentence, german)).toBe('12.000 until 1970');
  expect(english(say('At {{at}}.', { at: { at: 0, to: 'minute' } }))).toBe('At 1970-01-01 00:00 UTC.');
});

test('what a value holds is never taken for a place to fill in, and a name without a value stays', () => {
  expect(english(say('No agent "{{id}}".', { id: '{{id}} $& {{toString}}' }))).toBe(
    'No agent "{{id}} $& {{toString}}".',
  );
  expect(english({ text: 'No {{toString}} and {{id}}.', values: {} })).toBe('No {{toString}} and {{id}}.');
});

test('fields travel in English with their sentences beside them, and come back as they were', () => {
  const what = say('The {{noun}} is empty.', { noun: 'x' });
  const fields = told({ what, why: 'said by others', hint: undefined as string | undefined });
  expect(fields).toEqual({ what: 'The x is empty.', why: 'said by others', said: { what } });
  expect(heard(fields, 'what', german)).toBe('x ist leer.');
  expect(heard(fields, 'why', german)).toBe('said by others');
  expect([wordsOf(fields, 'what'), wordsOf(fields, 'why'), wordsOf(fields, 'hint')]).toEqual([
    what,
    'said by others',
    undefined,
  ]);
});
