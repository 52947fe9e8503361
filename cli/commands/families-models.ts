import { defineCommand } from '#cli/command.ts';
import { change } from '#cli/host/family-host.ts';
import { printable } from '#cli/term/table.ts';

const schema = () => import('#cli/commands/families.schema.ts').then(({ familySchema }) => familySchema);

export const familiesSetModel = defineCommand({
  path: ['families', 'set-model'],
  summary: 'Choose the primary model of a gateway.',
  args: { usage: '<id> <provider/model>', min: 2, max: 2 },
  options: {},
  takesAgent: true,
  examples: [['families set-model openclaw anthropic/claude-opus-4-6', 'In its own configuration']],
  schema,
  run: (context) => {
    const [id = '', model = ''] = context.args;
    const { agent } = context;
    return change(
      context,
      'families.setPrimary',
      { id, agent, model },
      `${printable(id)} uses ${printable(model)}.`,
    );
  },
});

export const familiesSetOrder = defineCommand({
  path: ['families', 'set-order'],
  summary: 'Set the order in which a gateway tries the profiles of a provider.',
  details: ['Without a profile its own order counts again.'],
  args: { usage: '<id> <provider> [profile…]', min: 2, max: 200 },
  options: {},
  takesAgent: true,
  examples: [
    ['families set-order openclaw anthropic anthropic:work anthropic:default', 'Work first'],
    ['families set-order openclaw anthropic', 'Its own order again'],
  ],
  schema,
  run: (context) => {
    const [id = '', provider = '', ...order] = context.args;
    const { agent } = context;
    return change(
      context,
      'families.setOrder',
      { id, agent, provider, order },
      order.length === 0 ? 'Its own order counts.' : 'The order is set.',
    );
  },
});
