import { readEnvironment } from '#store/environment/environment.ts';
import type { ImportSource } from '#store/import/source.ts';
import { keysOfVariables } from '#store/import/variables.ts';

/** Process environment, `.env` of our state directory, login shell: the same that the gateway uses. */
export const environmentSource: ImportSource = {
  id: 'environment',
  async scan(context) {
    const { sources, problems } = await readEnvironment(context.stores, context.env);
    return {
      candidates: sources.flatMap(({ source, variables }) =>
        keysOfVariables(variables, source, (variable) => variable, context),
      ),
      problems: problems.map(({ message, where = 'environment', said }) => ({ where, message, said })),
    };
  },
};
