/** A moment in epoch milliseconds, told by its day or to the minute. */
export interface Moment {
  at: number;
  to: 'day' | 'minute';
}

/**
 * A sentence for people: its English words with `{{names}}` for what differs, and the values of those. The English
 * words are also the key of the translations in `resources/locales/host/`, so a face can say it in its own language
 * and whoever has no translation says it in English.
 */
export interface Sentence {
  text: string;
  values?: Record<string, SentenceValue> | undefined;
}
/** Text that is the same in every language (a path, an id, a name), a number, a moment, or another sentence. */
export type SentenceValue = string | number | Moment | Sentence;

/** Words that may be those of somebody else (a provider, a program), which are shown as they are. */
export type Words = string | Sentence;

type Names<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/**
 * A sentence of ours. The text is a literal in one piece, since `scripts/host-sentences.ts` reads it from the source.
 *
 * @example say('There is no agent "{{id}}".', { id })
 */
export const say = <const Text extends string>(
  text: Text,
  ...values: [Names<Text>] extends [never] ? [] : [Record<Names<Text>, SentenceValue>]
): Sentence => (values[0] === undefined ? { text } : { text, values: values[0] });

/** How a face says it: the words for an English text, and how it writes a moment. */
export interface Speech {
  /** The text in its language; `undefined` when it has none. */
  words(text: string): string | undefined;
  moment(at: number, to: 'day' | 'minute'): string;
  number(value: number): string;
}

export function speak(words: Words, speech: Speech): string {
  if (typeof words === 'string') return words;
  const { values = {} } = words;
  return (speech.words(words.text) ?? words.text).replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return whole;
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return speech.number(value);
    return 'at' in value ? speech.moment(value.at, value.to) : speak(value, speech);
  });
}

export const plainSpeech: Speech = {
  words: (text) => text,
  moment: (at, to) =>
    to === 'day'
      ? new Date(at).toISOString().slice(0, 10)
      : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  number: String,
};

/** In English, for logs, scripts and whoever has no other language. */
export const english = (words: Words): string => speak(words, plainSpeech);

/** The sentences behind the English text of an object's fields, by field. */
export type Said = Readonly<Record<string, Sentence>> | undefined;

/**
 * Fields of words as they travel: each in English, and beside them under `said` those that are sentences of ours.
 *
 * @example told({ what: say('All is well.'), hint: undefined }) // { what: 'All is well.', said: { what: … } }
 */
export function told<T extends Record<string, Words | undefined>>(words: T): Told<T> {
  const fields: Record<string, string> = {};
  const said: Record<string, Sentence> = {};
  for (const [field, value] of Object.entries(words)) {
    if (value === undefined) continue;
    fields[field] = english(value);
    if (typeof value !== 'string') said[field] = value;
  }
  return { ...fields, ...(Object.keys(said).length > 0 ? { said } : {}) } as Told<T>;
}

type Told<T> = { [F in keyof T as undefined extends T[F] ? never : F]: string } & {
  [F in keyof T as undefined extends T[F] ? F : never]?: string;
} & { said?: Record<string, Sentence> };

/** A field of such an object, in the language of a face; `undefined` when it is not there. */
export function heard<T extends { said?: Said }, Field extends Exclude<keyof T, 'said'> & string>(
  object: T,
  field: Field,
  speech: Speech,
): T[Field] | string {
  const sentence = object.said?.[field];
  return sentence === undefined ? object[field] : speak(sentence, speech);
}

/** The words of a field again, to be told once more elsewhere. */
export const wordsOf = <T extends { said?: Said }, Field extends Exclude<keyof T, 'said'> & string>(
  object: T,
  field: Field,
): Sentence | T[Field] => object.said?.[field] ?? object[field];
