import * as z from 'zod';

/**
 * The JSON Schema (draft 2020-12) of a shape, as text. Only what is used of zod is named here, so that a bundle does
 * not carry the rest of it, languages and all: every byte of the command is compiled at every start.
 */
export const jsonSchemaText = (schema: z.ZodType): string =>
  `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
