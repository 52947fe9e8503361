import * as z from 'zod';
import type { Sentence } from '#core/say/say.ts';

const sentenceSchema: z.ZodType<Sentence> = z.lazy(() =>
  z.object({
    text: z.string(),
    values: z
      .record(
        z.string(),
        z.union([
          z.string(),
          z.number(),
          z.object({ at: z.number(), to: z.enum(['day', 'minute']) }),
          sentenceSchema,
        ]),
      )
      .optional(),
  }),
);

/** Of `said` beside fields of words. Apart from the functions, which the window's first screen has without a schema. */
export const saidSchema = z.record(z.string(), sentenceSchema).optional();
