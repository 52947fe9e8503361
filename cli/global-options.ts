import type { OptionSpecs } from '#cli/command.ts';

/** Options that stand before or after any command. */
export const globalOptions = {
  json: { type: 'boolean', summary: 'Print one JSON value, of a stable shape, on standard output' },
  'json-schema': {
    type: 'boolean',
    summary: 'Print the JSON Schema of what --json prints, and do nothing else',
  },
  agent: { type: 'string', value: '<id>', summary: 'Which agent it is about (default: main)' },
  'state-dir': {
    type: 'string',
    value: '<path>',
    summary: 'State directory (default: $GATEHOUSE_STATE_DIR, else ~/.gatehouse)',
  },
  'no-color': { type: 'boolean', summary: 'No colours; NO_COLOR does the same' },
  help: { type: 'boolean', short: 'h', summary: 'Help for this command' },
  version: { type: 'boolean', short: 'V', summary: 'Print the version' },
} as const satisfies OptionSpecs;
