import { defineCommand } from '#cli/command.ts';
import { printable, table } from '#cli/term/table.ts';

export const vaultPlaces = defineCommand({
  path: ['vault', 'places'],
  summary: 'List every place where a secret lies, and clear one.',
  details: ['It says where, whose and what clearing it means; never the secret.'],
  options: {
    outside: { type: 'boolean', summary: 'Look into the files of other tools, too' },
    remove: { type: 'string', value: '<id>', summary: 'Clear this place' },
    yes: { type: 'boolean', short: 'y', summary: 'Do not ask for confirmation' },
  },
  examples: [
    ['vault places', 'All of them'],
    ['vault places --outside --json', 'Other tools’ as well, for a script'],
    ['vault places --remove item-0123456789abcdef', 'Clear one that nothing uses'],
  ],
  schema: () => import('#cli/commands/vault.schema.ts').then((schemas) => schemas.vaultPlacesSchema),
  run: async (context) => {
    const { options, out, stdin, stderr, signal } = context;
    const { callsFor } = await import('#cli/local/calls.ts');
    const calls = await callsFor(context);
    const warnings: string[] = [];
    if (options.remove !== undefined) {
      const { confirm } = await import('#cli/term/confirm.ts');
      await confirm('Clear this place for good?', { yes: options.yes, stdin, stderr, signal });
      warnings.push(...(await calls.invoke('vault.removePlace', { id: options.remove })).warnings);
    }
    const { places } = (await calls.invoke('vault.places', { outside: options.outside })).value;
    const rows = places.map((place) => [
      place.orphan ? `${out.yellow(out.symbols.warn)} unused` : '',
      place.kind.replaceAll('_', ' '),
      printable(place.where),
      place.of === undefined ? '' : printable(place.of),
      place.removable ? out.dim(place.id) : '',
    ]);
    return {
      json: { places, via: calls.via },
      warnings,
      text: rows.length === 0 ? 'No secret lies anywhere that was looked at.' : table(rows).join('\n'),
    };
  },
});
