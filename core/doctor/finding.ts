import * as z from 'zod';
import { saidSchema } from '#core/say/said-schema.ts';

/** What one check found; the words are for people, the ids for scripts and faces. */
export const findingSchema = z.object({
  /** The check, for example `vault-reachable`; a check with several findings adds what each is about after a colon. */
  id: z.string(),
  /** The check's file name, which names its title in the locale files. */
  check: z.string(),
  state: z.enum(['ok', 'note', 'warn', 'fail', 'skipped']),
  /** What was seen, in a sentence. */
  what: z.string(),
  /** Why it matters; absent where all is well. */
  why: z.string().optional(),
  /** What to do by hand, where there is no fix. */
  hint: z.string().optional(),
  /** File, port or profile it is about. */
  where: z.string().optional(),
  /** What `doctor.fix` would do, in a sentence. */
  fix: z.string().optional(),
  /** The fix deletes something: a person is asked first. */
  confirm: z.boolean().optional(),
  /** What, why, hint and fix as sentences, for faces of another language. */
  said: saidSchema,
});
export type Finding = z.infer<typeof findingSchema>;
