import * as z from 'zod';
import { type Config, defaultGatewayPort } from '#core/config/config.ts';
import { settingKeys } from '#core/config/setting-keys.ts';
import { defaultWarnHours } from '#core/config/warn-window.ts';
import {
  languageSchema,
  type Settings,
  type SettingsPatch,
  settingsPatchSchema,
} from '#core/contract/calls/settings.ts';

/** What is in force of all that a person can set; what the config leaves open has its default. Pure. */
export function settingsOf(config: Config): Settings {
  const { gateway = {}, gatehouse = {} } = config;
  const { requestLog = {}, budget = {} } = gateway;
  const language = languageSchema.safeParse(gatehouse.language);
  return {
    language: language.data ?? 'system',
    onboarded: gatehouse.onboarded ?? false,
    gateway: {
      autostart: gateway.autostart ?? true,
      port: gateway.port ?? defaultGatewayPort,
      bind: gateway.bind ?? 'loopback',
      access: gateway.auth?.mode ?? 'token',
      paidSwitch: gateway.policy?.paidSwitch ?? 'announce',
      budget: {
        ...(budget.warn === undefined ? {} : { warn: budget.warn }),
        ...(budget.hold === undefined ? {} : { hold: budget.hold }),
      },
      requestLog: { days: requestLog.days ?? 30, maxMb: requestLog.maxMb ?? 256 },
      ...(gateway.traces?.url === undefined ? {} : { traces: gateway.traces.url }),
    },
    warnHours: gatehouse.warnHours ?? defaultWarnHours,
    notifications: gatehouse.notifications ?? true,
    updateChecks: gatehouse.updates?.check ?? false,
  };
}

type Path = readonly string[];

/** Where a setting lies in the config, by its name; those that are not named here lie under their own. */
const elsewhere: Readonly<Record<string, Path>> = {
  language: ['gatehouse', 'language'],
  onboarded: ['gatehouse', 'onboarded'],
  'gateway.access': ['gateway', 'auth', 'mode'],
  'gateway.paidSwitch': ['gateway', 'policy', 'paidSwitch'],
  'gateway.traces': ['gateway', 'traces', 'url'],
  warnHours: ['gatehouse', 'warnHours'],
  notifications: ['gatehouse', 'notifications'],
  updateChecks: ['gatehouse', 'updates', 'check'],
};

const at = (of: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    of,
  );

function put(of: Readonly<Record<string, unknown>>, [key = '', ...rest]: Path, value: unknown): object {
  if (rest.length > 0) return { ...of, [key]: put((of[key] ?? {}) as Record<string, unknown>, rest, value) };
  const { [key]: _, ...others } = of;
  return value === undefined ? others : { ...others, [key]: value };
}

/** The config with what a patch says in it; `null` takes a value out, and so does the language `system`. Pure. */
export function withSettings(config: Config, patch: SettingsPatch): Config {
  let next: object = config;
  for (const key of settingKeys) {
    const value = at(patch, key.split('.'));
    if (value === undefined) continue;
    const place = elsewhere[key] ?? key.split('.');
    const leaves = value === null || (key === 'language' && value === 'system');
    if (leaves && at(next, place) === undefined) continue;
    next = put(next as Record<string, unknown>, place, leaves ? undefined : value);
  }
  return next as Config;
}

/** The value of a setting by its name; undefined when it is not set. */
export const settingValue = (settings: Settings, key: string): unknown => at(settings, key.split('.'));

type SettingInput = { ok: true; patch: SettingsPatch } | { ok: false; expected: string };

/**
 * What was typed for a setting, as a patch. Numbers and `true`/`false` are read as JSON; `none` takes a value out where
 * there need not be one. Pure.
 */
export function parseSetting(key: string, text: string): SettingInput {
  const path = key.split('.');
  const schema = schemaAt(path);
  const candidates: unknown[] = [text];
  if (/^(?:true|false|-?\d+(?:\.\d+)?)$/.test(text)) candidates.unshift(JSON.parse(text));
  if (text === 'none') candidates.push(null);
  for (const value of candidates) {
    if (value !== undefined && schema?.safeParse(value).success) {
      return { ok: true, patch: put({}, path, value) as SettingsPatch };
    }
  }
  return { ok: false, expected: expectedOf(schema) };
}

const unwrap = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional ? unwrap(schema.unwrap() as z.ZodType) : schema;

function schemaAt(path: Path): z.ZodType | undefined {
  let schema: z.ZodType | undefined = settingsPatchSchema;
  for (const key of path) {
    const object: z.ZodType = unwrap(schema);
    schema = object instanceof z.ZodObject ? (object.shape[key] as z.ZodType | undefined) : undefined;
    if (schema === undefined) return undefined;
  }
  return unwrap(schema);
}

function expectedOf(schema: z.ZodType | undefined): string {
  if (schema instanceof z.ZodNullable) return `${expectedOf(schema.unwrap() as z.ZodType)}, or none`;
  if (schema instanceof z.ZodEnum) return schema.options.join(', ');
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodURL) return 'an address such as http://127.0.0.1:4318';
  if (!(schema instanceof z.ZodNumber)) return 'another value';
  const { minValue, maxValue, format } = schema;
  const kind = format?.includes('int') ? 'a whole number' : 'a number';
  const least = minValue === null || minValue === 0 ? ' above 0' : ` from ${minValue}`;
  return maxValue === null || !Number.isFinite(maxValue) || maxValue === Number.MAX_SAFE_INTEGER
    ? `${kind}${least}`
    : `${kind}${least} to ${maxValue}`;
}
