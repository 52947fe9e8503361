import * as z from 'zod';

/** `ui --json`. */
export const uiSchema = z.strictObject({
  url: z.string().describe('Signs one browser in, once'),
  expiresAt: z.number().describe('Epoch milliseconds'),
  opened: z.boolean().describe('Whether a browser was asked to open it'),
});
