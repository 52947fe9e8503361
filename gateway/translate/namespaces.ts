import type { ConversationRequest, Tool } from '#gateway/translate/form.ts';

/**
 * Clients of responses may group their functions in a namespace, as Codex does with those of each MCP server, and look
 * for a call by both names. Other APIs have one name: the two as one go there, and apart again into the answer.
 * https://platform.openai.com/docs/guides/function-calling#defining-namespaces
 */
export const joinedName = (namespace: string | undefined, name: string): string =>
  namespace === undefined ? name : `${namespace}${namespace.endsWith('__') ? '' : '__'}${name}`;

/** @param about what is said of the namespace, for a tool that says nothing of itself. */
export const grouped = (tool: Tool, namespace: string, about: string | undefined): Tool => ({
  ...tool,
  name: joinedName(namespace, tool.name),
  description: tool.description ?? about,
  inside: { namespace, name: tool.name },
});

/** A call's name as the client declared it. */
export function namesOfCall(
  { tools }: Pick<ConversationRequest, 'tools'>,
  name: string,
): { name: string; namespace?: string } {
  return tools.find((tool) => tool.name === name)?.inside ?? { name };
}
