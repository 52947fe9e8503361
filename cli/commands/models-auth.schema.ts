import * as z from 'zod';
import { profileViewSchema } from '#core/contract/topics.ts';

const via = z
  .enum(['host', 'store'])
  .describe('host: the running Gatehouse made the change; store: none runs, the next one finds it');

/** `models auth list --json`. */
export const authListSchema = z.strictObject({
  agentId: z.string(),
  agentDir: z.string(),
  authStatePath: z.string().describe('profiles.json'),
  provider: z.string().nullable().describe('The filter that was given'),
  profiles: z.array(profileViewSchema),
});

/** `models auth paste-api-key --json`. */
export const pasteApiKeySchema = z.strictObject({
  id: z.string(),
  provider: z.string(),
  agentId: z.string(),
  masked: z.string().describe('The last four characters at most'),
  replaced: z.boolean(),
  revision: z.number().int(),
  via,
});

/** `models auth logout --json`. */
export const logoutSchema = z.strictObject({ agentId: z.string(), removed: z.array(z.string()), via });

/** `models auth order get|set|clear --json`. */
export const authOrderSchema = z.strictObject({
  agentId: z.string(),
  agentDir: z.string().nullable().describe('null when the running Gatehouse made the change'),
  provider: z.string(),
  authStorePath: z.string().nullable().describe('null when the running Gatehouse made the change'),
  order: z.array(z.string()).nullable().describe('null: the default order'),
});
