import type { UpstreamApi } from '#core/config/config.ts';
import type { JsonObject } from '#core/json.ts';
import { anthropicVersion, codexHeaders } from '#core/model/auth-headers.ts';
import type { ClientDialect } from '#core/model/resolve.ts';
import { readMessagesAnswer } from '#gateway/translate/anthropic/read-answer.ts';
import { readMessagesRequest } from '#gateway/translate/anthropic/read-request.ts';
import { messagesReader } from '#gateway/translate/anthropic/read-stream.ts';
import { writeMessagesAnswer } from '#gateway/translate/anthropic/write-answer.ts';
import { writeMessagesRequest } from '#gateway/translate/anthropic/write-request.ts';
import { messagesWriter } from '#gateway/translate/anthropic/write-stream.ts';
import { readChatAnswer } from '#gateway/translate/chat/read-answer.ts';
import { readChatRequest } from '#gateway/translate/chat/read-request.ts';
import { chatReader } from '#gateway/translate/chat/read-stream.ts';
import { writeChatAnswer } from '#gateway/translate/chat/write-answer.ts';
import { writeChatRequest } from '#gateway/translate/chat/write-request.ts';
import { chatWriter } from '#gateway/translate/chat/write-stream.ts';
import { codexRequest } from '#gateway/translate/codex/request.ts';
import type { Answer, ConversationRequest, Emit } from '#gateway/translate/form.ts';
import { readGeminiAnswer } from '#gateway/translate/gemini/read-answer.ts';
import { geminiReader } from '#gateway/translate/gemini/read-stream.ts';
import { writeGeminiRequest } from '#gateway/translate/gemini/write-request.ts';
import type { NewId } from '#gateway/translate/new-id.ts';
import { readResponsesAnswer } from '#gateway/translate/responses/read-answer.ts';
import { readResponsesRequest } from '#gateway/translate/responses/read-request.ts';
import { responsesReader } from '#gateway/translate/responses/read-stream.ts';
import { writeResponsesAnswer } from '#gateway/translate/responses/write-answer.ts';
import { writeResponsesRequest } from '#gateway/translate/responses/write-request.ts';
import { responsesWriter } from '#gateway/translate/responses/write-stream.ts';
import type { EventReader } from '#gateway/translate/stream.ts';
import type { ToolNames } from '#gateway/translate/tool-names.ts';
import type { WriteContext } from '#gateway/translate/write-context.ts';
import { geminiPath } from '#gateway/wire/gemini.ts';

/** How a client's dialect is read and written. */
export interface ClientCodec {
  readRequest(body: JsonObject): ConversationRequest;
  writeAnswer(answer: Answer, context: WriteContext): JsonObject;
  writeStream(write: (text: string) => void, context: WriteContext): Emit;
}

/** A request as an upstream takes it, and how its answers are read. */
export interface UpstreamRequest {
  /** After the base URL, with its query. */
  path: string;
  body: JsonObject;
  readAnswer(body: JsonObject): Answer | undefined;
  readStream(emit: Emit): EventReader;
}

/** How an upstream's API is written and read. */
export interface UpstreamCodec {
  /** Flat name, value. */
  readonly headers: readonly string[];
  writeRequest(
    request: ConversationRequest,
    model: string,
    names: ToolNames,
    warnings: string[],
    newId: NewId,
  ): UpstreamRequest;
}

export type ConversationDialect = Extract<
  ClientDialect,
  'openai-chat' | 'openai-responses' | 'anthropic-messages'
>;

export const clientCodecs: Readonly<Record<ConversationDialect, ClientCodec>> = {
  'openai-chat': { readRequest: readChatRequest, writeAnswer: writeChatAnswer, writeStream: chatWriter },
  'openai-responses': {
    readRequest: readResponsesRequest,
    writeAnswer: writeResponsesAnswer,
    writeStream: responsesWriter,
  },
  'anthropic-messages': {
    readRequest: readMessagesRequest,
    writeAnswer: writeMessagesAnswer,
    writeStream: messagesWriter,
  },
};

export const upstreamCodecs: Readonly<Record<UpstreamApi, UpstreamCodec>> = {
  'openai-completions': {
    headers: [],
    writeRequest: (request, model, names, warnings, newId) => ({
      path: '/chat/completions',
      body: writeChatRequest(request, model, names, warnings),
      readAnswer: (answer) => readChatAnswer(answer, newId),
      readStream: (emit) => chatReader(emit, newId),
    }),
  },
  'openai-responses': {
    headers: [],
    writeRequest: (request, model, names, warnings) => ({
      path: '/responses',
      body: writeResponsesRequest(request, model, names, warnings),
      readAnswer: readResponsesAnswer,
      readStream: responsesReader,
    }),
  },
  'openai-codex-responses': {
    headers: Object.entries(codexHeaders).flat(),
    writeRequest: (request, model, names, warnings) => ({
      path: '/responses',
      body: codexRequest(writeResponsesRequest(request, model, names, warnings), model, warnings),
      readAnswer: readResponsesAnswer,
      readStream: responsesReader,
    }),
  },
  'anthropic-messages': {
    headers: ['anthropic-version', anthropicVersion],
    writeRequest: (request, model, names, warnings) => {
      const { body, forced } = writeMessagesRequest(request, model, names, warnings);
      return {
        path: '/v1/messages',
        body,
        readAnswer: (answer) => readMessagesAnswer(answer, forced),
        readStream: (emit) => messagesReader(emit, forced),
      };
    },
  },
  'google-generative-ai': {
    headers: [],
    writeRequest: (request, model, names, warnings, newId) => ({
      path: geminiPath(model, request.stream ? 'streamGenerateContent' : 'generateContent'),
      body: writeGeminiRequest(request, model, names, warnings),
      readAnswer: (answer) => readGeminiAnswer(answer, newId),
      readStream: (emit) => geminiReader(emit, newId),
    }),
  },
};
