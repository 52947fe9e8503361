import type { CommandContext, CommandResult } from '#cli/command.ts';
import type { Calls } from '#cli/local/calls.ts';
import { printable } from '#cli/term/table.ts';
import type { GivenCredential } from '#core/contract/calls/profiles.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { isSetupToken, setupTokenLifeMs, setupTokenUse } from '#core/profile/key-shape.ts';
import { english } from '#core/say/say.ts';
import { maskTail, secretTail } from '#core/secret/mask.ts';

export interface NewCredential {
  provider: string;
  /** Absent: `default`, or the next free one. */
  name?: string | undefined;
  label?: string | undefined;
  /** Puts it in place of the one that the name already has. */
  replace?: boolean;
  credential: GivenCredential;
}

const given = <T extends object>(input: T) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

/** Stores a credential and says where it lies. @throws GatehouseError the codes of `profiles.add` and `profiles.replace`. */
export async function addCredential(
  { agent, out }: Pick<CommandContext, 'agent' | 'out'>,
  calls: Calls,
  { provider, name, label, replace = false, credential }: NewCredential,
): Promise<CommandResult> {
  if (replace && name === undefined) {
    throw new GatehouseError('bad_input', '--replace needs a name: --profile-id or --name.');
  }
  const named = `${provider}:${name ?? 'default'}`;
  const { id, revision, warnings } = replace
    ? await calls
        .invoke('profiles.replace', { agent, id: named, credential })
        .then(({ value, warnings: more }) => ({ id: named, ...value, warnings: more }))
    : await calls
        .invoke('profiles.add', { agent, provider, credential, ...given({ name, label }) })
        .then(({ value, warnings: more }) => ({ ...value, warnings: more }));
  const shown = describe(credential);
  return {
    json: {
      id,
      provider,
      agentId: agent,
      type: credential.type === 'reference' ? credential.of : credential.type,
      masked: shown.masked,
      replaced: replace,
      expiresAt: shown.expires ?? null,
      revision,
      via: calls.via,
    },
    warnings,
    text: [
      `${out.green(out.symbols.ok)} ${out.bold(printable(id))} ${shown.where} ${out.dim(`(${shown.masked.replace('…', out.symbols.ellipsis)})`)}`,
      ...(shown.expires === undefined ? [] : [`  Expires ${new Date(shown.expires).toISOString()}`]),
      ...(shown.note === undefined ? [] : [`  ${out.dim(shown.note)}`]),
    ].join('\n'),
  };
}

function describe(credential: GivenCredential): {
  masked: string;
  where: string;
  expires?: number | undefined;
  note?: string;
} {
  if (credential.type === 'reference') {
    const { source, provider, id } = credential.ref;
    return {
      masked: `${source}:${provider}:${id}`,
      where: 'is a reference',
      expires: credential.expires,
    };
  }
  if (credential.type === 'api_key')
    return { masked: maskTail(secretTail(credential.key)), where: 'is in the vault' };
  const setup = isSetupToken(credential.token);
  return {
    masked: maskTail(secretTail(credential.token)),
    where: 'is in the vault',
    expires: credential.expires ?? (setup ? Date.now() + setupTokenLifeMs : undefined),
    ...(setup ? { note: english(setupTokenUse) } : {}),
  };
}
