import { agents } from '#core/snippets/agents.ts';
import { editors } from '#core/snippets/editors.ts';
import { sdks } from '#core/snippets/sdks.ts';
import type { SnippetInput, SnippetPart, Tool } from '#core/snippets/snippet.ts';

/** Every tool that there is a snippet for, in the order of showing. */
export const tools: readonly Tool[] = [...sdks, ...agents, ...editors];

/** All parts of a snippet as one text: where each goes stands above it as a comment. */
export function snippetText(tool: Tool, input: SnippetInput): string {
  return tool
    .parts(input)
    .map((part) => `${heading(part)}${part.text}`)
    .join('\n\n');
}

function heading({ file, language }: SnippetPart): string {
  if (file === undefined) return '';
  // JSON knows no comments.
  return language === 'json' || language === 'text' ? `${file}:\n` : `# ${file}\n`;
}
