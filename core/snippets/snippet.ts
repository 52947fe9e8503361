import type { Sentence } from '#core/say/say.ts';
/** What a snippet is made of. */
export interface SnippetInput {
  /** Of the gateway, `http://127.0.0.1:18790`. */
  endpoint: string;
  /** `gatehouse` for whatever is the primary model, or a model ref. */
  model: string;
  /** The access token, only when a person asked to copy it; absent: the snippet reads `GATEHOUSE_TOKEN`. */
  token?: string | undefined;
}

export interface SnippetPart {
  language: 'python' | 'javascript' | 'sh' | 'toml' | 'yaml' | 'json' | 'text';
  /** Where it goes; absent: into a terminal, or into one's own program. */
  file?: string;
  text: string;
}

export interface Tool {
  id: string;
  /** A product's name, the same in every language. */
  name: string;
  /** What a person has to know before it works, in a sentence. */
  note?: Sentence;
  parts(input: SnippetInput): SnippetPart[];
}

/** The variable that snippets read. */
export const tokenVariable = 'GATEHOUSE_TOKEN';

/** OpenAI's clients want the address with `/v1`, Anthropic's add that themselves. */
export const openaiBase = ({ endpoint }: SnippetInput): string => `${anthropicBase({ endpoint })}/v1`;
export const anthropicBase = ({ endpoint }: Pick<SnippetInput, 'endpoint'>): string =>
  endpoint.replace(/\/+$/, '');

/** A string in double quotes; JSON's are also good Python, JavaScript, TOML and YAML. */
export const quoted = (text: string): string => JSON.stringify(text);
/** A word of a POSIX shell. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The token in a shell command, inside double quotes or by itself. */
export const shellToken = ({ token }: SnippetInput): string =>
  token === undefined ? `"$${tokenVariable}"` : shellQuoted(token);

/** For tools that read the variable themselves: nothing, or the line that sets it. */
export const exportToken = (input: SnippetInput): SnippetPart[] =>
  input.token === undefined
    ? []
    : [{ language: 'sh', text: `export ${tokenVariable}=${shellQuoted(input.token)}` }];
