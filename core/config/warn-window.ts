import type { Config } from '#core/config/config.ts';

/** Hours before its end in which a credential counts as expiring, unless the config says otherwise; as the family warns. */
export const defaultWarnHours = 24;

/** The same in milliseconds, as the config has it. */
export const warnWindowMs = (config: Config): number =>
  (config.gatehouse?.warnHours ?? defaultWarnHours) * 3_600_000;
