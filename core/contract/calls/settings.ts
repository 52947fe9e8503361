import * as z from 'zod';
import { call, nothing } from '#core/contract/calls/define.ts';
import { budgetSchema, paidSwitchSchema } from '#core/link/link.ts';

/** Languages of the words that ship; `system` follows the system's. */
export const languageSchema = z.enum(['system', 'en', 'de', 'fr', 'es', 'ja', 'zh']);

/** What a person can set, as it is in force now; all of it lies in the config file. */
export const settingsSchema = z.object({
  language: languageSchema,
  /** The first steps were done or passed over. */
  onboarded: z.boolean(),
  gateway: z.object({
    autostart: z.boolean(),
    port: z.number().int().min(1).max(65535),
    bind: z.enum(['loopback', 'lan']),
    access: z.enum(['token', 'password', 'trusted-proxy', 'none']),
    paidSwitch: paidSwitchSchema,
    budget: budgetSchema,
    requestLog: z.object({ days: z.number().positive(), maxMb: z.number().positive() }),
    /** Where traces go (OTLP over HTTP); absent: nowhere. */
    traces: z.url({ protocol: /^https?$/ }).optional(),
  }),
  /** Hours before its end in which a credential counts as expiring. */
  warnHours: z
    .number()
    .min(1)
    .max(24 * 90),
  notifications: z.boolean(),
  /** Asks the update server now and then; off unless the person turned it on. */
  updateChecks: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** What differs from now; `null` takes a value out again. */
export const settingsPatchSchema = z.object({
  language: languageSchema.optional(),
  onboarded: z.boolean().optional(),
  gateway: z
    .object({
      autostart: z.boolean(),
      port: settingsSchema.shape.gateway.shape.port,
      bind: settingsSchema.shape.gateway.shape.bind,
      /** The ways that need nothing more than a word; the others are set up in the config file. */
      access: z.enum(['token', 'none']),
      paidSwitch: paidSwitchSchema,
      budget: z.object({
        warn: z.number().positive().nullable().optional(),
        hold: z.number().positive().nullable().optional(),
      }),
      requestLog: settingsSchema.shape.gateway.shape.requestLog.partial(),
      traces: z.url({ protocol: /^https?$/ }).nullable(),
    })
    .partial()
    .optional(),
  warnHours: settingsSchema.shape.warnHours.optional(),
  notifications: z.boolean().optional(),
  updateChecks: z.boolean().optional(),
});
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

export const settingsCalls = {
  'settings.change': call(settingsPatchSchema, nothing),
} as const;
