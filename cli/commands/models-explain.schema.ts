import * as z from 'zod';
import { explainStepSchema } from '#core/contract/calls/models.ts';

/** `models explain --json`. */
export const modelsExplainSchema = z.strictObject({
  agentId: z.string(),
  model: z.string(),
  steps: z.array(explainStepSchema),
});
