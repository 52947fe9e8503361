import { isDeepStrictEqual } from 'node:util';
import { evaluate, parse } from '@humanwhocodes/momoa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConfigPath, editConfigText, setIn } from '#store/config/edit.ts';

const edit = (text: string, path: ConfigPath, value: unknown) =>
  editConfigText(text, path, value, 'gatehouse.json');
const value = (text: string): unknown => evaluate(parse(text, { mode: 'json5' }));

describe('a value is set and everything else stays', () => {
  test.for<[string, string, ConfigPath, unknown, string]>([
    ['in an empty file', '', ['gateway', 'port'], 18790, '{\n  "gateway": {\n    "port": 18790\n  }\n}\n'],
    ['in a file of comments', '// mine\n', ['a'], 1, '// mine\n{\n  "a": 1\n}\n'],
    ['in an empty object', '{}', ['a'], 'x', '{\n  "a": "x"\n}'],
    ['in an empty object with a comment', '{\n  // later\n}\n', ['a'], 1, '{\n  // later\n  "a": 1\n}\n'],
    ['in place', '{ a: 1, /* b */ b: 2 }', ['b'], 3, '{ a: 1, /* b */ b: 3 }'],
    ['at the end of a line', '{ a: 1 }', ['b'], 2, '{ a: 1, b: 2 }'],
    ['after a trailing comma on a line', '{ a: 1, }', ['b'], 2, '{ a: 1, b: 2, }'],
    ['on a line of its own', "{\n  a: 'x' // why\n}\n", ['b'], 'y', "{\n  a: 'x', // why\n  b: 'y'\n}\n"],
    [
      'with a trailing comma where those are used',
      '{\n\ta: 1, // why\n}\n',
      ['b'],
      2,
      '{\n\ta: 1, // why\n\tb: 2,\n}\n',
    ],
    ['with Windows line ends', '{\r\n  "a": 1\r\n}\r\n', ['b'], 2, '{\r\n  "a": 1,\r\n  "b": 2\r\n}\r\n'],
    [
      'deep in an object that exists',
      '{\n  a: {\n    b: 1,\n  },\n}',
      ['a', 'c'],
      2,
      '{\n  a: {\n    b: 1,\n    c: 2,\n  },\n}',
    ],
    ['at the end of a list', '{ a: [1, 2] }', ['a', 2], 3, '{ a: [1, 2, 3] }'],
    [
      'over a plain value',
      '{ model: "a/b" }',
      ['model', 'primary'],
      'c/d',
      '{ model: {\n  primary: "c/d"\n} }',
    ],
  ])('%s', ([, before, path, wanted, after]) => {
    expect(edit(before, path, wanted)).toBe(after);
  });
});

describe('a value is removed and comments stay', () => {
  test.for<[string, string, ConfigPath, string]>([
    ['a whole line', '{\n  a: 1,\n  // about c\n  c: 3,\n}\n', ['a'], '{\n  // about c\n  c: 3,\n}\n'],
    ['the last one of strict JSON', '{\n  "a": 1,\n  "b": 2\n}\n', ['b'], '{\n  "a": 1\n}\n'],
    ['with the comment behind it kept', '{ a: 1 /* one */, b: 2 }', ['a'], '{ /* one */ b: 2 }'],
    ['the only one', '{ a: 1 }', ['a'], '{ }'],
    ['from a list', '{ a: [1, 2, 3] }', ['a', 1], '{ a: [1, 3] }'],
    ['what is not there', '{ a: 1 }', ['b', 'c'], '{ a: 1 }'],
    ['a key that stands there twice', '{ a: 1, b: 2, a: 3 }', ['a'], '{ b: 2 }'],
  ])('%s', ([, before, path, after]) => {
    expect(edit(before, path, undefined).replace(/ +}/, ' }')).toBe(after);
  });
});

test('setting what is already so changes not a byte', () => {
  const text = "{a:0x10,/**/b:[1,],'c':{},}";
  expect(edit(text, ['a'], 16)).toBe(text);
});

test.for<[string, string, ConfigPath]>([
  ['an empty path', '{}', []],
  ['a gap in a list', '{ a: [1] }', ['a', 3]],
  ['a name in a list', '{ a: [1] }', ['a', 'x']],
  ['a gap in a new list', '{}', ['a', 1]],
])('%s is refused', ([, text, path]) => {
  expect(() => edit(text, path, 1)).toThrowError(expect.objectContaining({ code: 'bad_input' }));
});

// ---- properties over generated texts ----

const trivia = fc.constantFrom(
  '',
  ' ',
  '\n',
  '\n  ',
  ' // note\n',
  '/* block */',
  '\t',
  '\n/* two\nlines */\n  ',
);
const keyName = fc.constantFrom('a', 'b', 'port', 'gateway', 'a-b', 'provider/model', 'é', '__proto__', '');
const key = fc.tuple(keyName, fc.boolean()).map(([name, bare]) => {
  if (bare && /^[a-z]+$/.test(name)) return name;
  return bare ? `'${name}'` : JSON.stringify(name);
});
const plainText = fc.constantFrom(
  '1',
  '-2.5',
  '0x1F',
  'true',
  'null',
  "'it\\'s'",
  '"x // no comment"',
  'Infinity',
  '"/* no */"',
);
const { text: jsonText } = fc.letrec<{ text: string }>((tie) => {
  const item = fc.tuple(trivia, tie('text'), trivia).map((parts) => parts.join(''));
  const member = fc
    .tuple(trivia, key, trivia, trivia, tie('text'), trivia)
    .map(
      ([before, name, beforeColon, afterColon, inner, after]) =>
        `${before}${name}${beforeColon}:${afterColon}${inner}${after}`,
    );
  const list = (open: string, close: string, of: fc.Arbitrary<string>) =>
    fc.tuple(fc.array(of, { maxLength: 4 }), fc.boolean(), trivia).map(([items, trailing, inside]) => {
      return `${open}${items.join(',')}${trailing && items.length > 0 ? ',' : ''}${inside}${close}`;
    });
  return {
    text: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      plainText,
      list('{', '}', member),
      list('[', ']', item),
    ),
  };
});
const document = fc.tuple(trivia, jsonText, trivia).map((parts) => parts.join(''));
const path = fc.array(fc.oneof(keyName, fc.nat({ max: 3 })), { minLength: 1, maxLength: 4 });
const newValue = fc.oneof(
  fc.constant(undefined),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>('plain', 7, {}, [], { primary: 'a/b', fallbacks: ['c/d'] }),
);

/** The comments of a text, in order. */
const comments = (text: string): string[] =>
  (parse(text, { mode: 'json5', tokens: true, ranges: true }).tokens ?? [])
    .filter(({ type }) => type === 'LineComment' || type === 'BlockComment')
    .map(({ loc }) => text.slice(loc.start.offset, loc.end.offset));

test('the edited text means what the same change on the value means, for any text, path and value', () => {
  fc.assert(
    fc.property(document, path, newValue, (text, where, wanted) => {
      let expected: unknown;
      try {
        expected = setIn(
          value(text),
          where,
          wanted === undefined ? undefined : JSON.parse(JSON.stringify(wanted)),
        );
      } catch {
        expect(() => edit(text, where, wanted)).toThrowError(expect.objectContaining({ code: 'bad_input' }));
        return;
      }
      expect(isDeepStrictEqual(value(edit(text, where, wanted)), expected)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test('every comment survives, in order, when a new key is added', () => {
  fc.assert(
    fc.property(document, newValue, (text, wanted) => {
      const before = value(text);
      fc.pre(typeof before === 'object' && before !== null && !Array.isArray(before) && wanted !== undefined);
      expect(comments(edit(text, ['brand new', 'key'], wanted))).toEqual(comments(text));
    }),
    { numRuns: 2_000 },
  );
});

test('every comment outside of the member survives when one is removed', () => {
  fc.assert(
    fc.property(document, keyName, (text, name) => {
      const root = parse(text, { mode: 'json5', tokens: true }).body;
      fc.pre(root.type === 'Object');
      if (root.type !== 'Object') return;
      const inside = root.members
        .filter(
          (member) => (member.name.type === 'Identifier' ? member.name.name : member.name.value) === name,
        )
        .map(({ loc }) => [loc.start.offset, loc.end.offset] as const);
      const kept = (parse(text, { mode: 'json5', tokens: true }).tokens ?? [])
        .filter(({ type }) => type === 'LineComment' || type === 'BlockComment')
        .filter(({ loc }) => !inside.some(([from, to]) => loc.start.offset >= from && loc.end.offset <= to))
        .map(({ loc }) => text.slice(loc.start.offset, loc.end.offset));
      expect(comments(edit(text, [name], undefined))).toEqual(kept);
    }),
    { numRuns: 2_000 },
  );
});
