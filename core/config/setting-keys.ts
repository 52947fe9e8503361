/**
 * The names of the settings on the command line. Apart from their schemas, since help and completions of every command
 * load this.
 */
export const settingKeys: readonly string[] = [
  'language',
  'onboarded',
  'gateway.autostart',
  'gateway.port',
  'gateway.bind',
  'gateway.access',
  'gateway.paidSwitch',
  'gateway.budget.warn',
  'gateway.budget.hold',
  'gateway.requestLog.days',
  'gateway.requestLog.maxMb',
  'gateway.traces',
  'warnHours',
  'notifications',
  'updateChecks',
];
