import { defineCommand } from '#cli/command.ts';
import { suggest } from '#cli/parse/suggest.ts';
import { printable, table } from '#cli/term/table.ts';
import { settingKeys } from '#core/config/setting-keys.ts';
import { GatehouseError } from '#core/contract/error.ts';

const settingsModule = () => import('#core/config/settings.ts');
const schemas = () => import('#cli/commands/settings.schema.ts');

type Value = string | number | boolean | undefined;

async function read(env: NodeJS.ProcessEnv) {
  const [{ openLocal }, { settingsOf, settingValue }, { goodConfig }] = await Promise.all([
    import('#cli/local/open.ts'),
    settingsModule(),
    import('#store/change-config.ts'),
  ]);
  const { stores } = await openLocal(env);
  const settings = settingsOf(await goodConfig(stores));
  const valueAt = (key: string) => settingValue(settings, key) as Value;
  return { settings, valueAt, configPath: stores.dir.configFile };
}

function requireKey(key: string): void {
  if (settingKeys.includes(key)) return;
  const near = suggest(key, settingKeys);
  throw new GatehouseError('bad_input', `There is no setting "${printable(key)}".`, {
    hint: near === undefined ? 'gatehouse settings list shows them.' : `Did you mean ${near}?`,
  });
}

const shown = (value: Value): string => (value === undefined ? 'none' : String(value));

export const settingsList = defineCommand({
  path: ['settings', 'list'],
  summary: 'List the settings as they are in force.',
  details: ['They lie in gatehouse.json of the state directory, which can be edited by hand as well.'],
  options: {},
  examples: [['settings list', 'For people; --json has them as one object']],
  schema: () => schemas().then(({ settingsListSchema }) => settingsListSchema),
  run: async ({ env, out }) => {
    const { settings, valueAt, configPath } = await read(env);
    const rows = settingKeys.map((key) => [key, out.bold(printable(shown(valueAt(key))))]);
    return {
      json: { settings, configPath },
      text: [...table(rows), '', out.dim(printable(configPath))].join('\n'),
    };
  },
});

export const settingsGet = defineCommand({
  path: ['settings', 'get'],
  summary: 'Print one setting.',
  args: { usage: '<key>', min: 1, max: 1, first: settingKeys },
  options: {},
  examples: [['settings get gateway.port', 'The value alone']],
  schema: () => schemas().then(({ settingGetSchema }) => settingGetSchema),
  run: async ({ env, args }) => {
    const [key = ''] = args;
    requireKey(key);
    const value = (await read(env)).valueAt(key);
    return { json: { key, value: value ?? null }, text: printable(shown(value)) };
  },
});

export const settingsSet = defineCommand({
  path: ['settings', 'set'],
  summary: 'Change one setting.',
  details: [
    'A running Gatehouse has it at once; a gateway that listens is started anew when its port or address changes.',
    'What need not be set is taken out by the word none.',
  ],
  args: { usage: '<key> <value>', min: 2, max: 2, first: settingKeys },
  options: {},
  examples: [
    ['settings set gateway.port 18800', 'Another port'],
    ['settings set gateway.budget.hold none', 'No budget'],
  ],
  schema: () => schemas().then(({ settingSetSchema }) => settingSetSchema),
  run: async (context) => {
    const { args, out, env } = context;
    const [key = '', text = ''] = args;
    requireKey(key);
    const parsed = (await settingsModule()).parseSetting(key, text);
    if (!parsed.ok) throw new GatehouseError('bad_input', `${key} takes ${parsed.expected}.`, { where: key });
    const { callsFor } = await import('#cli/local/calls.ts');
    const calls = await callsFor(context);
    await calls.invoke('settings.change', parsed.patch);
    const value = (await read(env)).valueAt(key);
    return {
      json: { key, value: value ?? null, via: calls.via },
      text: `${out.green(out.symbols.ok)} ${key}: ${out.bold(printable(shown(value)))}`,
    };
  },
});
