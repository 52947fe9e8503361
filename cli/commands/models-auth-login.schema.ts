import * as z from 'zod';

/** One line of `models auth login --json`: what to open, then how it ended. An error is `{"ok":false,"error":…}`. */
export const loginEventSchema = z.object({
  event: z.enum(['waiting', 'done']),
  provider: z.string(),
  agentId: z.string(),
  method: z.enum(['browser', 'paste', 'device']),
  via: z
    .enum(['host', 'store'])
    .describe('host: the running Gatehouse signs in; store: none runs, this command does'),
  url: z.string().optional().describe('waiting: the page to open'),
  userCode: z.string().optional().describe('waiting, device: the code to type there'),
  expiresAt: z.number().optional().describe('waiting: epoch milliseconds after which it ends by itself'),
  id: z.string().optional().describe('done: the credential'),
});
