import { claudeCodeSource } from '#store/import/claude-code.ts';
import { codexSource } from '#store/import/codex.ts';
import { environmentSource } from '#store/import/environment.ts';
import { familySource } from '#store/import/family.ts';
import { geminiCliSource } from '#store/import/gemini-cli.ts';
import { opencodeSource } from '#store/import/opencode.ts';
import type { ImportSource } from '#store/import/source.ts';

/** Every place that is looked at, in the order in which people see them. */
export const importSources: readonly ImportSource[] = [
  environmentSource,
  claudeCodeSource,
  codexSource,
  geminiCliSource,
  opencodeSource,
  familySource,
];
