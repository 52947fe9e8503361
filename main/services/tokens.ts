import type { Handlers } from '#core/contract/calls.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import { addToken, editToken, listTokens, removeToken } from '#store/gateway-tokens.ts';

/** Named access tokens; the gateway has a change as soon as the followers gave it the config anew. */
export function tokensService({ stores, changed }: ServiceDeps): { handlers: Handlers<'tokens'> } {
  return {
    handlers: {
      'tokens.list': async () => ({ tokens: await listTokens(stores) }),
      async 'tokens.add'(input) {
        const token = await addToken(stores, input);
        changed();
        return { token };
      },
      async 'tokens.edit'(input) {
        await editToken(stores, input);
        changed();
        return {};
      },
      async 'tokens.remove'(input) {
        await removeToken(stores, input);
        changed();
        return {};
      },
    },
  };
}
