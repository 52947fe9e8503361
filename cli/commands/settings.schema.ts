import * as z from 'zod';
import { settingsSchema } from '#core/contract/calls/settings.ts';

const value = z.union([z.string(), z.number(), z.boolean()]).nullable();

/** `settings list --json`. */
export const settingsListSchema = z.strictObject({ settings: settingsSchema, configPath: z.string() });

/** `settings get --json`; null: it is not set. */
export const settingGetSchema = z.strictObject({ key: z.string(), value });

/** `settings set --json`. */
export const settingSetSchema = z.strictObject({ key: z.string(), value, via: z.enum(['host', 'store']) });
