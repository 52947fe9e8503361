import type { Model } from '#core/model/provider.ts';

/** A model as a provider's own list tells of it; the name is absent where the list gives none. */
export type ListedModel = Omit<Model, 'name'> & { name?: string };

type Item = Record<string, unknown>;

const object = (value: unknown): Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Item) : {};
const array = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const count = (...values: unknown[]): number | undefined =>
  values.find((value): value is number => Number.isInteger(value) && (value as number) > 0);

/**
 * Lists name models of every kind; the gateway carries text and embeddings. By their names, since most lists say
 * nothing of what a model is for.
 */
const otherKinds =
  /(?:^|[-_/.])(?:whisper|tts|dall-e|sora|imagen|veo|lyria|moderation|transcribe|realtime|gpt-image|chatgpt-image|orpheus|playai)(?:[-_/.]|$|\d)/i;

/**
 * The list of models that a provider gives, with the facts that its form has: `data[]` of OpenAI (`shutdown_date`), Anthropic
 * (`max_input_tokens`, `max_tokens`), OpenRouter (`context_length`, `pricing`, `architecture`), Groq (`context_window`) and Mistral
 * (`max_context_length`, `capabilities`, `deprecation`); `models[]` of Google (`models/gemini-…`, `inputTokenLimit`) and of ChatGPT's Codex backend
 * (`slug`, `visibility`).
 * What is absent or of another shape is left out. Pure; never throws.
 */
export function readModelList(body: unknown): ListedModel[] {
  const { data, models } = object(body);
  const seen = new Set<string>();
  return (Array.isArray(data) ? data : array(models)).flatMap((raw) => {
    const model = readModel(object(raw));
    if (model === undefined || seen.has(model.id)) return [];
    seen.add(model.id);
    return [model];
  });
}

function readModel(item: Item): ListedModel | undefined {
  const id = (text(item.id) ?? text(item.slug) ?? text(item.name) ?? '').replace(/^models\//, '');
  if (
    id === '' ||
    item.active === false ||
    item.visibility === 'hide' ||
    otherKinds.test(id) ||
    !answers(item)
  )
    return undefined;
  // OpenRouter's and Google's own words for people; Mistral's `name` is the id again.
  const name = text(item.display_name) ?? text(item.displayName) ?? (item.id ? text(item.name) : undefined);
  const contextWindow = count(
    item.context_length,
    item.context_window,
    item.max_context_length,
    item.max_input_tokens,
    item.inputTokenLimit,
  );
  const maxTokens = count(
    object(item.top_provider).max_completion_tokens,
    item.max_completion_tokens,
    item.max_tokens,
    item.outputTokenLimit,
  );
  const input = inputs(item);
  const tools = takesTools(item);
  const reasoning = thinks(item);
  const cost = prices(object(item.pricing));
  const retires = text(item.shutdown_date ?? item.deprecation)?.match(/^\d{4}-\d{2}-\d{2}/)?.[0];
  return {
    id,
    ...(name === undefined || name === id ? {} : { name }),
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(input === undefined ? {} : { input }),
    ...(tools === undefined ? {} : { tools }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(cost === undefined ? {} : { cost }),
    ...(retires === undefined ? {} : { retires }),
  };
}

/** Google's and Mistral's lists say which methods a model answers. */
function answers(item: Item): boolean {
  const methods = item.supportedGenerationMethods;
  return !Array.isArray(methods) || methods.includes('generateContent') || methods.includes('embedContent');
}

const modalities = { text: 'text', image: 'image', audio: 'audio', video: 'video', file: 'pdf' } as const;

function inputs(item: Item): Model['input'] {
  const given = object(item.architecture).input_modalities;
  if (Array.isArray(given)) {
    const known = given.flatMap((one) =>
      Object.hasOwn(modalities, String(one)) ? [modalities[one as keyof typeof modalities]] : [],
    );
    return known.length === 0 ? undefined : known;
  }
  const { vision } = object(item.capabilities);
  if (typeof vision !== 'boolean') return undefined;
  return vision ? ['text', 'image'] : ['text'];
}

function takesTools(item: Item): boolean | undefined {
  const { function_calling: calling } = object(item.capabilities);
  if (typeof calling === 'boolean') return calling;
  return Array.isArray(item.supported_parameters) ? item.supported_parameters.includes('tools') : undefined;
}

function thinks(item: Item): boolean | undefined {
  if (typeof item.thinking === 'boolean') return item.thinking;
  return Array.isArray(item.supported_parameters)
    ? item.supported_parameters.includes('reasoning')
    : undefined;
}

/** OpenRouter gives US dollars per token, as text; a router without a price of its own says `-1`. */
function prices(pricing: Item): Model['cost'] {
  const perMillion = (value: unknown): number | undefined => {
    const dollars = typeof value === 'string' ? Number(value) : Number.NaN;
    return Number.isFinite(dollars) && dollars >= 0 ? Number((dollars * 1e6).toPrecision(6)) : undefined;
  };
  const input = perMillion(pricing.prompt);
  const output = perMillion(pricing.completion);
  if (input === undefined || output === undefined) return undefined;
  const cacheRead = perMillion(pricing.input_cache_read);
  const cacheWrite = perMillion(pricing.input_cache_write);
  return {
    input,
    output,
    ...(cacheRead === undefined ? {} : { cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
  };
}
