import type { KeptMessage } from '#gateway/chat/history.ts';
import { lastUserText } from '#gateway/chat/last-message.ts';
import type { ParsedRequest } from '#gateway/wire/request-body.ts';

/**
 * The request with the kept conversation before its own messages. System messages stay in front, where some providers
 * want them.
 */
export function withHistory(request: ParsedRequest, kept: readonly KeptMessage[]): ParsedRequest {
  const { body } = request;
  const before = kept.map(({ role, text }) => ({ role, content: text }));
  if (typeof body.input === 'string') {
    return { ...request, body: { ...body, input: [...before, { role: 'user', content: body.input }] } };
  }
  const field = Array.isArray(body.input) ? 'input' : 'messages';
  const own: unknown[] = Array.isArray(body[field]) ? body[field] : [];
  const isSystem = (item: unknown) => {
    const role = (item as { role?: unknown } | null)?.role;
    return role === 'system' || role === 'developer';
  };
  return {
    ...request,
    body: {
      ...body,
      [field]: [...own.filter(isSystem), ...before, ...own.filter((item) => !isSystem(item))],
    },
  };
}

/** What is to be kept of an exchange; nothing of one without words of a person. */
export function exchanged(
  request: ParsedRequest,
  answer: string,
  model: string | undefined,
  at: number,
): KeptMessage[] {
  const said = lastUserText(request.body);
  if (said === undefined || answer === '') return [];
  return [
    { role: 'user', text: said, at },
    { role: 'assistant', text: answer, at, ...(model === undefined ? {} : { model }) },
  ];
}
