/** Records as in `resources/providers.json`, as far as this needs them. */
export type KeyShapes = Readonly<
  Record<string, { name: string; keyPrefixes?: readonly string[] | undefined }>
>;

/**
 * The provider whose keys begin like this one. Only prefixes that one provider alone gives out are recorded, and the
 * longest one wins; anything else stays unknown, because a wrong guess would send a key to a stranger.
 */
export function recogniseKey(key: string, shapes: KeyShapes): string | undefined {
  const text = key.trim();
  let found: { id: string; length: number } | undefined;
  for (const [id, { keyPrefixes = [] }] of Object.entries(shapes)) {
    for (const prefix of keyPrefixes) {
      if (text.startsWith(prefix) && prefix.length > (found?.length ?? 0))
        found = { id, length: prefix.length };
    }
  }
  return found?.id;
}

/** Whether a secret begins like the tokens of a provider, whose hint reads `sk-ant-oat01-…`. */
export function recogniseToken(secret: string, token: { hint: string } | undefined): boolean {
  const prefix = token?.hint.split('…')[0] ?? '';
  return prefix !== '' && secret.trim().startsWith(prefix);
}
