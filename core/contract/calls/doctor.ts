import * as z from 'zod';
import { call, nothing } from '#core/contract/calls/define.ts';
import { findingSchema } from '#core/doctor/finding.ts';

export const doctorCalls = {
  /** Looks at everything, or at the named checks. */
  'doctor.run': call(
    z.object({ checks: z.array(z.string()).optional() }),
    z.object({ findings: z.array(findingSchema), at: z.number() }),
  ),
  /** Mends one finding by its id and looks again at its check. */
  'doctor.fix': call(z.object({ id: z.string() }), z.object({ findings: z.array(findingSchema) })),
  /** What a support bundle would hold, to be read before it is saved. Nothing secret is in it. */
  'doctor.bundle': call(
    nothing,
    z.object({ files: z.array(z.object({ name: z.string(), text: z.string() })) }),
  ),
  /** Writes it (0600) into the state directory. */
  'doctor.saveBundle': call(nothing, z.object({ path: z.string() })),
} as const;
