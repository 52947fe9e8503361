import { type CallError, type ErrorCode, GatehouseError } from '#core/contract/error.ts';
import { authHeaders } from '#core/model/auth-headers.ts';
import { judgeAnswer, type ProviderVerdict } from '#core/model/judge-answer.ts';
import { parseModelRef } from '#core/model/model-ref.ts';
import { statusInside, thoughtToTheEnd } from '#core/model/probe-answer.ts';
import { probeRequest } from '#core/model/probe-request.ts';
import { type Provider, resolveProviders } from '#core/model/provider.ts';
import { explain } from '#core/routing/explain.ts';
import { say, told, wordsOf } from '#core/say/say.ts';
import { requireAgent } from '#store/credentials/common.ts';
import { routingWorld } from '#store/explain-model.ts';
import { credentialOf, type UsableCredential } from '#store/first-credential.ts';
import { providerRecords } from '#store/provider-records.ts';
import type { Stores } from '#store/stores.ts';

/** Milliseconds for the whole request; a large model on this machine is loaded first. */
const limitMs = 60_000;
/** An answer is read so far (bytes); only its meaning is told, never its words. */
const maxAnswer = 20_000;

export interface ProbeResult {
  ok: boolean;
  /** Id of the profile, or `env:NAME`; absent where none is needed or none is there. */
  profile?: string;
  /** Milliseconds to the answer; 0 when nothing was sent. */
  latencyMs: number;
  error?: CallError;
}

/**
 * One small request to a model with the credential that routing would use for it now. Costs a few tokens; touches no
 * cooldown and no log.
 *
 * @param input.model as a client names it.
 * @throws GatehouseError `unknown_agent`, `unknown_model` (it cannot be resolved, or is not allowed), and the codes of
 * store, vault and references. What the provider says is an answer, not an error.
 */
export async function probeModel(
  stores: Stores,
  input: { agent: string; model: string },
  signal: AbortSignal,
  now: number = Date.now(),
): Promise<ProbeResult> {
  await requireAgent(stores, input.agent);
  const routing = await routingWorld(stores, input.agent);
  const steps = explain(routing.world, input, now);
  const [first] = steps;
  const ref = first?.kind === 'model' ? parseModelRef(first.model) : undefined;
  if (first?.kind !== 'model' || ref === undefined) {
    throw new GatehouseError('unknown_model', first?.why ?? say('The model is not known.'), {
      where: input.model,
      hint: say('gatehouse models list --all shows those that are known.'),
    });
  }
  const provider = resolveProviders(providerRecords(), routing.config).get(ref.provider);
  const chosen = steps.find((step) => step.kind === 'answers' && step.model === first.model);
  if (provider === undefined || chosen?.kind !== 'answers') {
    const skipped = steps.filter((step) => step.kind === 'skipped' && step.model === first.model);
    const none = skipped.every((step) => !('profile' in step) || step.profile === undefined);
    return {
      ok: false,
      latencyMs: 0,
      error: {
        code: none ? 'unknown_profile' : 'upstream_refused',
        ...told({
          message: skipped.at(-1)?.why ?? say('Nothing could answer.'),
          hint: none
            ? say('Add a credential for it.')
            : say('gatehouse models explain says what rests until when.'),
        }),
        where: input.model,
      },
    };
  }
  // Routing names a key of the environment with its provider.
  const profile = chosen.profile?.replace(`${ref.provider}:env:`, 'env:');
  const credential =
    profile === undefined
      ? undefined
      : await credentialOf(stores, routing, { agent: input.agent, provider: ref.provider, profile }, signal);
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(await ask(provider, ref.model, credential, signal)),
  };
}

async function ask(
  provider: Provider,
  model: string,
  credential: UsableCredential | undefined,
  signal: AbortSignal,
): Promise<Pick<ProbeResult, 'ok' | 'latencyMs' | 'error'>> {
  const began = performance.now();
  const latencyMs = () => Math.round(performance.now() - began);
  const { url, headers, body } = probeRequest(provider, model);
  const limit = AbortSignal.timeout(limitMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        ...provider.headers,
        ...headers,
        ...(credential === undefined ? {} : authHeaders(provider.api, credential)),
      },
      body: JSON.stringify(body),
      // A redirect would carry the key to an address that nobody configured.
      redirect: 'error',
      signal: AbortSignal.any([signal, limit]),
    });
    const answer = await readStart(response);
    const status = response.ok ? statusInside(response.status, answer) : response.status;
    if (status < 300 || thoughtToTheEnd(status, answer)) return { ok: true, latencyMs: latencyMs() };
    const error = errorOf(judgeAnswer(status, answer, provider.name), status, provider, model);
    return { ok: false, latencyMs: latencyMs(), error };
  } catch (error) {
    if (signal.aborted) throw error;
    const host = new URL(provider.baseUrl).host;
    const { name } = provider;
    const message = limit.aborted
      ? say('{{name}} did not answer within {{seconds}} seconds.', { name, seconds: limitMs / 1000 })
      : say('{{name}} could not be reached at {{host}}.', { name, host });
    const code = limit.aborted ? 'timeout' : 'upstream_unreachable';
    return { ok: false, latencyMs: latencyMs(), error: { code, ...told({ message }), where: host } };
  }
}

async function readStart(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxAnswer) break;
  }
  return text;
}

const codes: Readonly<Record<ProviderVerdict['outcome'], ErrorCode>> = {
  ok: 'internal',
  rejected: 'upstream_refused',
  rate_limited: 'upstream_refused',
  unreachable: 'upstream_unreachable',
  failed: 'upstream_failed',
};

function errorOf(verdict: ProviderVerdict, status: number, { name }: Provider, model: string): CallError {
  if (status === 404) {
    return {
      code: 'unknown_model',
      ...told({ message: say('{{name}} has no model "{{model}}" for this credential.', { name, model }) }),
      where: model,
    };
  }
  if (status === 400 && verdict.reason === 'unexpected') {
    return {
      code: 'upstream_refused',
      ...told({ message: say('{{name}} refuses a request for "{{model}}" (HTTP 400).', { name, model }) }),
      where: model,
    };
  }
  return { code: codes[verdict.outcome], ...told({ message: wordsOf(verdict, 'message') }), where: model };
}
