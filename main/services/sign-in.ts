import { randomBytes } from 'node:crypto';
import type { SignInView } from '#core/contract/calls/sign-in.ts';
import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { signInFailure } from '#core/oauth/failure.ts';
import { say, wordsOf } from '#core/say/say.ts';
import { asCallError, type ServiceDeps } from '#main/services/service.ts';
import { knownProviders, profileOf, requireAgent } from '#store/credentials/common.ts';
import { addOauth, replaceOauth } from '#store/credentials/oauth.ts';
import { clientSecretOf } from '#store/oauth/client-secret.ts';
import { definitionFor } from '#store/oauth/definitions.ts';
import { type SignIn, type SignInResult, startSignIn } from '#store/oauth/sign-in.ts';
import { choosePrimaryModel } from '#store/set-primary-model.ts';

export interface SignInService {
  handlers: Handlers<'signIn'>;
  /** Ends every flow that waits. */
  stop(): void;
}

/** More at once is a mistake; each may hold a port. */
const mostFlows = 20;
/** A finished flow that nobody dismissed is taken off the list after this (milliseconds). */
const keptMs = 10 * 60_000;

interface Flow {
  view: SignInView;
  signIn: SignIn;
  name?: string | undefined;
  replace?: string | undefined;
}

/** Sign-ins under way. The faces open the page and show the code; what comes of it is stored here. */
export function signInService(deps: ServiceDeps): SignInService {
  const { stores, topics, log, changed, now } = deps;
  const flows = new Map<string, Flow>();
  const timers = new Set<NodeJS.Timeout>();
  const publish = () => topics.publish('signIns', { flows: [...flows.values()].map(({ view }) => view) });
  publish();

  const update = (id: string, change: Partial<SignInView>) => {
    const flow = flows.get(id);
    if (!flow) return;
    flow.view = { ...flow.view, ...change };
    publish();
  };

  /** @throws GatehouseError when the vault would not take what a sign-in brings, so that nobody signs in for nothing. */
  async function requireVault(): Promise<void> {
    const vault = await stores.vault.check();
    if (vault.state === 'ready' || vault.state === 'checking') return;
    throw new GatehouseError(`vault_${vault.state}`, wordsOf(vault, 'message'), {
      hint: wordsOf(vault, 'hint'),
      where: vault.backend,
    });
  }

  async function store(id: string, result: SignInResult): Promise<SignInView['step']> {
    const flow = flows.get(id);
    if (!result.ok) return { state: 'failed', ...result.failure };
    // Dismissed while the code was being exchanged.
    if (!flow) return { state: 'failed', ...signInFailure('cancelled', { provider: '' }) };
    const { agent, provider } = flow.view;
    const { grant } = result;
    try {
      const profile =
        flow.replace === undefined
          ? (await addOauth(stores, { agent, provider, name: flow.name, grant }, now())).id
          : flow.replace;
      if (flow.replace !== undefined) await replaceOauth(stores, { agent, id: flow.replace, grant }, now());
      await choosePrimaryModel(stores, { agent, provider }).catch((cause: unknown) => {
        log.warn('models.choose_primary', { code: asCallError(cause, log, 'models.choose_primary').code });
      });
      changed();
      return { state: 'done', profile };
    } catch (error) {
      const { message, hint } = asCallError(error, log, 'sign_in.store');
      const words = { provider, message, ...(hint === undefined ? {} : { hint }) };
      return { state: 'failed', ...signInFailure('not_stored', words) };
    }
  }

  async function follow(id: string, signIn: SignIn): Promise<void> {
    const step = await store(id, await signIn.done);
    if (step.state === 'failed') log.info('sign_in.failed', { reason: step.reason });
    update(id, { step });
    const timer = setTimeout(() => {
      timers.delete(timer);
      flows.delete(id);
      publish();
    }, keptMs);
    timer.unref();
    timers.add(timer);
  }

  return {
    stop() {
      for (const { signIn } of flows.values()) signIn.cancel();
      for (const timer of timers) clearTimeout(timer);
    },
    handlers: {
      async 'signIn.start'({ agent, provider, method, name, replace }, { signal }) {
        await requireAgent(stores, agent);
        const { config } = await stores.config.read();
        const definition = definitionFor(config, provider);
        const chosen = method ?? definition.methods[0] ?? 'browser';
        if (!definition.methods.includes(chosen)) {
          throw new GatehouseError(
            'bad_input',
            say('{{provider}} cannot be signed in to in this way.', { provider }),
            {
              where: 'method',
              hint: say('It offers: {{ways}}.', { ways: definition.methods.join(', ') }),
            },
          );
        }
        if (replace !== undefined)
          checkReplaced(profileOf(await stores.profiles.read(), agent, replace), provider);
        await requireVault();
        if ([...flows.values()].filter(({ view }) => isOpen(view)).length >= mostFlows) {
          throw new GatehouseError('bad_input', say('Too many sign-ins are waiting.'), {
            hint: say('Dismiss some of them.'),
          });
        }
        const id = randomBytes(9).toString('base64url');
        const providerName = (await knownProviders(stores)).get(provider)?.name ?? provider;
        const clientSecret = await clientSecretOf(config, definition);
        let first: (() => void) | undefined;
        const begun = new Promise<void>((resolve) => {
          first = resolve;
        });
        const signIn = startSignIn({ providerName, definition, clientSecret, method: chosen }, (step) => {
          if (step.state === 'exchanging') return update(id, { step });
          const { expiresAt, ...waiting } = step;
          const at = expiresAt === undefined ? {} : { expiresAt };
          if (flows.has(id)) update(id, { step: waiting, ...at });
          else begin(waiting, expiresAt);
        });
        const startedAt = now();
        const begin = (step: SignInView['step'], expiresAt = signIn.expiresAt) => {
          const view = { flow: id, agent, provider, method: chosen, startedAt, expiresAt, step };
          flows.set(id, { view, signIn, name, replace });
          publish();
          first?.();
        };
        // A flow that ends before its page is known (port taken, no network) is shown as well.
        void signIn.done.then((result) => {
          if (!flows.has(id) && !result.ok) begin({ state: 'failed', ...result.failure });
        });
        // The caller may give up while the provider is asked; later on only a dismissal ends the flow.
        const giveUp = () => signIn.cancel();
        if (signal.aborted) giveUp();
        signal.addEventListener('abort', giveUp, { once: true });
        await begun;
        signal.removeEventListener('abort', giveUp);
        void follow(id, signIn);
        return { flow: id };
      },
      async 'signIn.paste'({ flow: id, redirect }) {
        const flow = flowOf(flows, id);
        if (flow.view.step.state !== 'waiting' || flow.view.method === 'device') {
          throw new GatehouseError('bad_input', say('This sign-in does not wait for an address.'), {
            where: 'flow',
          });
        }
        const wrong = flow.signIn.paste(redirect);
        if (wrong)
          throw new GatehouseError('bad_input', wordsOf(wrong, 'message'), {
            where: 'redirect',
            hint: wordsOf(wrong, 'hint'),
          });
        return {};
      },
      async 'signIn.dismiss'({ flow: id }) {
        flowOf(flows, id).signIn.cancel();
        flows.delete(id);
        publish();
        return {};
      },
    },
  };
}

const isOpen = ({ step }: SignInView): boolean => step.state === 'waiting' || step.state === 'exchanging';

function flowOf(flows: ReadonlyMap<string, Flow>, id: string): Flow {
  const flow = flows.get(id);
  if (flow) return flow;
  throw new GatehouseError('bad_input', say('There is no such sign-in any more.'), { where: 'flow' });
}

/** @throws GatehouseError `bad_input`. */
function checkReplaced(profile: { provider: string; origin?: string | undefined }, provider: string): void {
  if (profile.provider !== provider) {
    throw new GatehouseError('bad_input', say('The credential to replace is of another provider.'), {
      where: 'replace',
    });
  }
}
