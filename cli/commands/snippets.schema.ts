import * as z from 'zod';

/** `snippets --json`. */
export const snippetsSchema = z.strictObject({
  endpoint: z.string(),
  model: z.string(),
  tools: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      note: z.string().optional(),
      parts: z.array(
        z.strictObject({
          language: z.enum(['python', 'javascript', 'sh', 'toml', 'yaml', 'json', 'text']),
          /** Where it goes; absent: into a terminal, or into one's own program. */
          file: z.string().optional(),
          text: z.string(),
        }),
      ),
    }),
  ),
});
