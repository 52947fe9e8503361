import * as z from 'zod';
import { findingSchema } from '#core/doctor/finding.ts';

/** `doctor --json`. */
export const doctorSchema = z.strictObject({
  /** Epoch milliseconds. */
  at: z.number(),
  findings: z.array(findingSchema),
  /** What `--fix` mended. */
  fixed: z.array(z.string()),
  /** What it could not mend, and why. */
  failed: z.array(z.strictObject({ id: z.string(), code: z.string(), message: z.string() })),
  /** Where the support bundle was written; `-` for standard output, where `files` has it. */
  bundle: z.string().optional(),
  files: z.array(z.strictObject({ name: z.string(), text: z.string() })).optional(),
});
