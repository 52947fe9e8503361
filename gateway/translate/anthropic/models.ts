/**
 * What a Claude model takes of thinking, efforts, sampling, forced tools, schemas and length, by its name: the API tells
 * none of it, the catalog knows only models that somebody listed, and names carry their generation at every provider
 * (`claude-opus-4-7`, `anthropic/claude-opus-4.7`, `anthropic.claude-opus-4-7-v1:0`). A generation that is not known yet
 * counts as the newest that is.
 * https://platform.claude.com/docs/en/build-with-claude/thinking, …/effort, …/about-claude/models/migration-guide
 */
export interface ClaudeTraits {
  /** How thinking is asked for: by tokens, or left to the model with an effort. */
  thinking: 'none' | 'budget' | 'adaptive';
  /**
   * How thoughts are kept away: by silence where they come only when asked for, by a `thinking` of its own type, or not
   * at all.
   */
  quiet: 'silence' | 'disabled' | 'between_tools' | 'never';
  /** From the least to the most; only models that think adaptively are told one. */
  efforts: readonly string[];
  /** temperature, top_p and top_k; newer models refuse every value that is not the default. */
  sampling: boolean;
  /** `tool_choice` any and tool: always, without thinking, or never. */
  forcedTools: 'always' | 'unthinking' | 'never';
  /** It answers by a schema without the detour of a forced tool. */
  schemas: boolean;
  /** What it is let write where nobody says how much, in tokens: at most what it can. */
  mostTokens: number;
}

/** `4.7`, `5`; Mythos had a preview before it had a number. */
function generation(model: string): { family: string; version: number } | undefined {
  const {
    family = '',
    major,
    minor,
  } = (
    /claude-(?<family>[a-z]+)-(?<major>\d{1,2})(?!\d)(?:[-.](?<minor>\d)(?!\d))?/.exec(model) ??
    /claude-(?<major>\d)(?:[-.](?<minor>\d)(?!\d))?(?:-(?<family>[a-z]+))?/.exec(model)
  )?.groups ?? {};
  if (major !== undefined) return { family, version: Number(major) + Number(minor ?? 0) / 10 };
  return model.includes('claude-mythos') ? { family: 'mythos', version: 4.6 } : undefined;
}

/** Models of another maker behind this API are taken as the oldest: they think as they like. */
const unknown: ClaudeTraits = {
  thinking: 'none',
  quiet: 'silence',
  efforts: [],
  sampling: true,
  forcedTools: 'always',
  schemas: true,
  mostTokens: 32_000,
};

export function claudeTraits(model: string): ClaudeTraits {
  const known = generation(model);
  if (known === undefined) return unknown;
  const { family, version } = known;
  const alwaysThinks = family === 'fable' || family === 'mythos';
  const adaptive = alwaysThinks || version >= (family === 'haiku' ? 5 : 4.6);
  return {
    thinking: adaptive ? 'adaptive' : version >= 3.7 ? 'budget' : 'none',
    quiet: quiet(family, version),
    efforts: !adaptive
      ? []
      : version >= 4.7
        ? ['low', 'medium', 'high', 'xhigh', 'max']
        : ['low', 'medium', 'high', 'max'],
    sampling: version < 4.7 && !alwaysThinks,
    forcedTools:
      family !== 'haiku' && version >= (alwaysThinks ? 5.1 : 5.5)
        ? 'never'
        : version >= 4.8
          ? 'always'
          : 'unthinking',
    schemas: version >= 4.1,
    mostTokens: version < 3.5 ? 4096 : version < 3.7 ? 8192 : 32_000,
  };
}

function quiet(family: string, version: number): ClaudeTraits['quiet'] {
  if (family === 'fable' || family === 'mythos' || (family === 'opus' && version >= 5.5)) return 'never';
  if (family === 'sonnet' && version >= 5.5) return 'between_tools';
  return version >= 5 ? 'disabled' : 'silence';
}
