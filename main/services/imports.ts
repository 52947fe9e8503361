import type { Handlers } from '#core/contract/calls.ts';
import { asCallError, type ServiceDeps } from '#main/services/service.ts';
import { scanImports, takeImports } from '#store/import/import.ts';
import { choosePrimaryModel } from '#store/set-primary-model.ts';

export function importsService({ stores, changed, log, now }: ServiceDeps): {
  handlers: Handlers<'imports'>;
} {
  return {
    handlers: {
      'imports.scan': () => scanImports(stores, {}, now()),
      async 'imports.take'(input) {
        const { added, failed } = await takeImports(stores, input, {}, now());
        const [first] = added;
        if (first !== undefined) {
          await choosePrimaryModel(stores, { agent: input.agent, provider: first.provider }).catch(
            (cause) => {
              log.warn('models.choose_primary', {
                code: asCallError(cause, log, 'models.choose_primary').code,
              });
            },
          );
          changed();
        }
        return { added: added.map(({ id, profile }) => ({ id, profile })), failed };
      },
    },
  };
}
