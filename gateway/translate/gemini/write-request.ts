import { asObject, type JsonObject, parseJson } from '#core/json.ts';
import type { ConversationRequest, Part, ReasoningWish, Source, Turn } from '#gateway/translate/form.ts';
import { compact } from '#gateway/translate/read.ts';
import { budgetOf, effortOf } from '#gateway/translate/reasoning-wish.ts';
import { inexpressible } from '#gateway/translate/refusal.ts';
import { fromCall, isSeen, joinTurns, splitSystem, textOf } from '#gateway/translate/settle.ts';
import type { ToolNames } from '#gateway/translate/tool-names.ts';

/** Gemini takes no more. */
const mostStops = 5;

/**
 * Gemini 3 refuses calls in the history without its own signature; this stands for calls that another model made.
 * https://ai.google.dev/gemini-api/docs/thought-signatures
 */
const foreignCall = 'skip_thought_signature_validator';

/** https://ai.google.dev/api/generate-content */
export function writeGeminiRequest(
  request: ConversationRequest,
  model: string,
  names: ToolNames,
  warnings: string[],
): JsonObject {
  const { settings, tools } = request;
  const { system, rest } = splitSystem(request.turns);
  if ((settings.stop?.length ?? 0) > mostStops) warnings.push('stop');
  const { format } = settings;
  const calledNames = new Map<string, string>();
  const config = compact({
    temperature: settings.temperature,
    topP: settings.topP,
    topK: settings.topK,
    maxOutputTokens: settings.maxTokens,
    stopSequences: settings.stop?.slice(0, mostStops),
    seed: settings.seed,
    presencePenalty: settings.presencePenalty,
    frequencyPenalty: settings.frequencyPenalty,
    responseMimeType: format === undefined ? undefined : 'application/json',
    responseJsonSchema: format?.kind === 'schema' ? format.schema : undefined,
    thinkingConfig: settings.reasoning === undefined ? undefined : thinkingConfig(settings.reasoning, model),
  });
  return compact({
    contents: joinTurns(rest).flatMap((turn) => writeTurn(turn, names, calledNames, warnings)),
    systemInstruction: system.length === 0 ? undefined : { parts: [{ text: textOf(system) }] },
    tools:
      tools.length === 0
        ? undefined
        : [
            {
              functionDeclarations: tools.map(({ name, description, schema }) =>
                compact({
                  name: names.short(name),
                  description,
                  // An object without properties is refused; no schema means no arguments.
                  parametersJsonSchema: isEmpty(schema) ? undefined : schema,
                }),
              ),
            },
          ],
    toolConfig: tools.length === 0 ? undefined : toolConfig(request, names),
    generationConfig: Object.keys(config).length === 0 ? undefined : config,
  });
}

const isEmpty = (schema: JsonObject): boolean =>
  Object.keys(asObject(schema.properties) ?? {}).length === 0 &&
  schema.$ref === undefined &&
  schema.anyOf === undefined;

function toolConfig({ choice }: ConversationRequest, names: ToolNames): JsonObject | undefined {
  if (choice === undefined) return undefined;
  switch (choice.pick) {
    case 'named':
      return { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: [names.short(choice.name)] } };
    default:
      return { functionCallingConfig: { mode: choice.pick.toUpperCase() } };
  }
}

/** Gemini 3 takes a level, 2.5 a number of tokens; older models do not think. */
function thinkingConfig(wish: ReasoningWish, model: string): JsonObject | undefined {
  if (/gemini-(?:1|2\.0)/.test(model)) return undefined;
  if (/gemini-2\.5/.test(model)) {
    const budget = wish.adaptive === true && wish.effort === undefined ? -1 : budgetOf(wish);
    // Pro cannot be kept from thinking; its least is 128.
    const least = model.includes('pro') && budget === 0 ? 128 : budget;
    return compact({
      thinkingBudget: least === undefined ? undefined : Math.min(least, 24_576),
      includeThoughts: least !== 0,
    });
  }
  const effort = effortOf(wish);
  const flash = model.includes('flash');
  const level =
    effort === undefined
      ? undefined
      : effort === 'none' || effort === 'minimal'
        ? flash
          ? 'minimal'
          : 'low'
        : effort === 'medium'
          ? flash
            ? 'medium'
            : 'high'
          : effort === 'low'
            ? 'low'
            : 'high';
  return compact({ thinkingLevel: level, includeThoughts: effort !== 'none' });
}

function writeTurn(
  { role, parts }: Turn,
  names: ToolNames,
  calledNames: Map<string, string>,
  warnings: string[],
): JsonObject[] {
  const written: JsonObject[] = [];
  const after: JsonObject[] = [];
  let signature: string | undefined;
  let firstCall = true;
  // A stream often ends in an empty text with the signature; it goes back as it came.
  const bare = () => {
    if (signature !== undefined && role === 'assistant')
      written.push({ text: '', thoughtSignature: signature });
    signature = undefined;
  };
  for (const part of parts) {
    switch (part.kind) {
      case 'reasoning':
        if (part.seal?.by !== 'google') break;
        bare();
        signature = part.seal.value;
        break;
      case 'call': {
        calledNames.set(part.id, part.name);
        const args = part.input.trim() === '' ? {} : asObject(parseJson(part.input));
        if (args === undefined) warnings.push('tool_arguments');
        if (part.seal?.by === 'google') bare();
        const own = part.seal?.by === 'google' ? part.seal.value : signature;
        signature = undefined;
        written.push(
          compact({
            functionCall: { name: names.short(part.name), args: args ?? { malformed_arguments: part.input } },
            // Of parallel calls only the first one is signed.
            thoughtSignature: own ?? (firstCall ? foreignCall : undefined),
          }),
        );
        firstCall = false;
        break;
      }
      case 'result': {
        const text = textOf(part.parts);
        written.push({
          functionResponse: {
            name: names.short(calledNames.get(part.id) ?? 'unknown_function'),
            response: part.failed ? { error: text } : responseOf(text),
          },
        });
        const seen = part.parts.filter(isSeen);
        if (seen.length > 0) after.push(...[fromCall(part.id), ...seen].flatMap(writePart));
        break;
      }
      default: {
        const said = writePart(part);
        const [first] = said;
        if (first !== undefined && signature !== undefined && role === 'assistant') {
          written.push({ ...first, thoughtSignature: signature }, ...said.slice(1));
          signature = undefined;
        } else written.push(...said);
      }
    }
  }
  bare();
  written.push(...after);
  return written.length === 0 ? [] : [{ role: role === 'assistant' ? 'model' : 'user', parts: written }];
}

/** A response is an object: what a tool gave as one stays one. */
const responseOf = (text: string): JsonObject =>
  (text.startsWith('{') ? asObject(parseJson(text)) : undefined) ?? { result: text };

function writePart(part: Part): JsonObject[] {
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ text: part.text }];
    case 'image':
      return [writeSource(part.source, 'image/jpeg')];
    case 'audio':
      return [{ inlineData: { mimeType: part.mediaType, data: part.data } }];
    case 'document':
      return part.source.from === 'text'
        ? [{ text: textOf([part]) }]
        : [writeSource(part.source, 'application/pdf')];
    default:
      return [];
  }
}

const typeByEnding: Readonly<Record<string, string>> = {
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  heic: 'image/heic',
  pdf: 'application/pdf',
  txt: 'text/plain',
};

function writeSource(source: Source, usual: string): JsonObject {
  if (source.from === 'base64') return { inlineData: { mimeType: source.mediaType, data: source.data } };
  if (source.from !== 'url') return inexpressible('A file by id', 'google-generative-ai');
  const ending = /\.([a-z]{3,4})(?:[?#]|$)/i.exec(source.url)?.[1]?.toLowerCase() ?? '';
  return { fileData: { mimeType: typeByEnding[ending] ?? usual, fileUri: source.url } };
}
