import type { Handlers } from '#core/contract/calls.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import { addAgent, removeAgent } from '#store/credentials/agents.ts';

export function agentsService({ stores, changed }: ServiceDeps): { handlers: Handlers<'agents'> } {
  return {
    handlers: {
      async 'agents.add'(input) {
        await addAgent(stores, input);
        changed();
        return {};
      },
      async 'agents.remove'(input) {
        await removeAgent(stores, input);
        changed();
        return {};
      },
    },
  };
}
