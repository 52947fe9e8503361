import { createHash, randomBytes } from 'node:crypto';
import type { Config } from '#core/config/config.ts';
import type { CallDecoded, CallOutput } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { Budget } from '#core/link/link.ts';
import { say } from '#core/say/say.ts';
import { changeConfig, goodConfig } from '#store/change-config.ts';
import { requireAgent } from '#store/credentials/common.ts';
import type { Stores } from '#store/stores.ts';

/** Further access tokens to the gateway (`gateway.tokens` of the config), of which only the hashes are kept. */

type NamedToken = NonNullable<NonNullable<Config['gateway']>['tokens']>[number];
type TokenView = CallOutput<'tokens.list'>['tokens'][number];

const tokensOf = (config: Config): readonly NamedToken[] => config.gateway?.tokens ?? [];
const withTokens = (config: Config, tokens: NamedToken[]): Config => ({
  ...config,
  gateway: { ...config.gateway, tokens },
});

/** @throws GatehouseError `config_invalid`, `config_unreadable`. */
export const listTokens = async (stores: Stores): Promise<TokenView[]> =>
  tokensOf(await goodConfig(stores)).map(({ name, agent, budget }) => ({
    name,
    ...(agent === undefined ? {} : { agent }),
    ...(budget === undefined ? {} : { budget: plain(budget) }),
  }));

/** Only what is set: keys that this version does not know stay in the file alone. */
const plain = ({ warn, hold }: Budget): Budget => ({
  ...(warn === undefined ? {} : { warn }),
  ...(hold === undefined ? {} : { hold }),
});

/**
 * Makes a token of 256 random bits. @returns the token, which is nowhere after this but with the caller.
 * @throws GatehouseError `token_exists`, `unknown_agent`, `bad_input` for a budget that warns after it holds,
 * `config_invalid`, `config_unreadable`, and the store's codes.
 */
export async function addToken(stores: Stores, input: CallDecoded<'tokens.add'>): Promise<string> {
  const { name, agent, budget } = input;
  if (agent !== undefined) await requireAgent(stores, agent);
  checkBudget(budget);
  const token = `gh_${randomBytes(32).toString('base64url')}`;
  const hash = createHash('sha256').update(token).digest('hex');
  await changeConfig(stores, (config) => {
    const tokens = tokensOf(config);
    if (tokens.some((one) => one.name === name)) {
      throw new GatehouseError(
        'token_exists',
        say('There is already an access token "{{name}}".', { name }),
        {
          where: name,
          hint: say('Choose another name, or remove that one first.'),
        },
      );
    }
    const entry: NamedToken = {
      name,
      hash,
      ...(agent === undefined ? {} : { agent }),
      ...(budget === undefined ? {} : { budget: plain(budget) }),
    };
    return withTokens(config, [...tokens, entry]);
  });
  return token;
}

/**
 * @param input.agent null: any agent. @param input.budget null: none; otherwise it replaces the one before.
 * @throws GatehouseError `unknown_token`, and as `addToken`.
 */
export async function editToken(stores: Stores, input: CallDecoded<'tokens.edit'>): Promise<void> {
  const { name, agent, budget } = input;
  if (agent !== undefined && agent !== null) await requireAgent(stores, agent);
  checkBudget(budget ?? undefined);
  await changeConfig(stores, (config) => {
    const tokens = [...tokensOf(config)];
    const index = indexOf(tokens, name);
    const { agent: oldAgent, budget: oldBudget, ...rest } = tokens[index] as NamedToken;
    const nextAgent = agent === undefined ? oldAgent : (agent ?? undefined);
    const nextBudget = budget === undefined ? oldBudget : budget === null ? undefined : plain(budget);
    const next: NamedToken = {
      ...rest,
      ...(nextAgent === undefined ? {} : { agent: nextAgent }),
      ...(nextBudget === undefined ? {} : { budget: nextBudget }),
    };
    return withTokens(config, tokens.with(index, next));
  });
}

/** @throws GatehouseError `unknown_token`, `config_invalid`, `config_unreadable`, and the store's codes. */
export const removeToken = (stores: Stores, { name }: { name: string }): Promise<void> =>
  changeConfig(stores, (config) => {
    const tokens = tokensOf(config);
    return withTokens(config, tokens.toSpliced(indexOf(tokens, name), 1));
  });

function indexOf(tokens: readonly NamedToken[], name: string): number {
  const index = tokens.findIndex((one) => one.name === name);
  if (index >= 0) return index;
  throw new GatehouseError('unknown_token', say('There is no access token "{{name}}".', { name }), {
    where: name,
    hint: say('gatehouse gateway tokens list shows them.'),
  });
}

function checkBudget(budget: Budget | undefined): void {
  if (budget?.warn === undefined || budget.hold === undefined || budget.warn <= budget.hold) return;
  throw new GatehouseError('bad_input', say('A budget warns before it holds.'), {
    where: 'budget',
    hint: say('The amount to warn at is the smaller one.'),
  });
}
