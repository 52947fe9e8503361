import { randomUUID } from 'node:crypto';
import type { UpstreamApi } from '#core/config/config.ts';
import { asObject, type JsonObject } from '#core/json.ts';
import {
  type ClientCodec,
  type ConversationDialect,
  clientCodecs,
  type UpstreamRequest,
  upstreamCodecs,
} from '#gateway/translate/codecs.ts';
import { Collector, tell } from '#gateway/translate/collect.ts';
import type { Answer } from '#gateway/translate/form.ts';
import { UntranslatableError } from '#gateway/translate/refusal.ts';
import { ConversationStream } from '#gateway/translate/stream-translation.ts';
import { applyTable } from '#gateway/translate/table.ts';
import { ToolNames } from '#gateway/translate/tool-names.ts';
import type { Translated, TranslatedAnswer, Translator } from '#gateway/translate/translation.ts';
import { countedUsage } from '#gateway/translate/usage.ts';
import type { WriteContext } from '#gateway/translate/write-context.ts';
import type { Problem } from '#gateway/wire/problem.ts';

/** One pair of a client's dialect and an upstream's API. */
export function conversationTranslator(client: ConversationDialect, api: UpstreamApi): Translator {
  const from = clientCodecs[client];
  const to = upstreamCodecs[api];
  return {
    request(body: JsonObject, model: string, requestId: string): Translated | { problem: Problem } {
      try {
        const request = from.readRequest(body);
        // Answers repeat the request as the client made it, so the table works on a copy of what it changes.
        const wanted = { ...request, settings: { ...request.settings } };
        const names = new ToolNames();
        const warnings = applyTable(request, api);
        const newId = () => `call_${randomUUID().replaceAll('-', '')}`;
        const upstream = to.writeRequest(request, model, names, warnings, newId);
        const context: WriteContext = {
          id: randomUUID().replaceAll('-', ''),
          created: Math.floor(Date.now() / 1000),
          model,
          names,
          request: wanted,
          requestId,
        };
        return translated(from, upstream, to.headers, [...new Set(warnings)], context);
      } catch (error) {
        if (error instanceof UntranslatableError) return { problem: error.problem };
        throw error;
      }
    },
  };
}

function translated(
  from: ClientCodec,
  upstream: UpstreamRequest,
  headers: readonly string[],
  warnings: readonly string[],
  context: WriteContext,
): Translated {
  const { stream } = context.request;
  const give = (answer: Answer): TranslatedAnswer => ({
    text: stream ? asStream(from, answer, context) : JSON.stringify(from.writeAnswer(answer, context)),
    usage: countedUsage(answer.usage),
  });
  return {
    path: upstream.path,
    body: Buffer.from(JSON.stringify(upstream.body)),
    headers,
    warnings,
    stream,
    answer(body) {
      const record = asObject(body);
      const answer = record === undefined ? undefined : upstream.readAnswer(record);
      return answer === undefined ? undefined : give(answer);
    },
    open() {
      if (stream) {
        return new ConversationStream(upstream.readStream, (write) => from.writeStream(write, context));
      }
      const collector = new Collector();
      return new ConversationStream(
        upstream.readStream,
        () => collector.take,
        () => {
          const answer = collector.answer();
          return answer === undefined ? undefined : give(answer);
        },
      );
    },
  };
}

function asStream(from: ClientCodec, answer: Answer, context: WriteContext): string {
  let text = '';
  tell(
    answer,
    from.writeStream((piece) => {
      text += piece;
    }, context),
  );
  return text;
}
