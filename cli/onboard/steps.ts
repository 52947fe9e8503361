import type { CommandContext } from '#cli/command.ts';
import type { Calls } from '#cli/local/calls.ts';
import { openedVault } from '#cli/local/open-vault.ts';
import { readProfiles } from '#cli/local/profile-list.ts';
import type { Talk } from '#cli/onboard/talk.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { cleanApiKey, recogniseProvider } from '#core/profile/key-shape.ts';
import { maskTail, secretTail } from '#core/secret/mask.ts';
import type { VaultLevel } from '#core/secret/vault-status.ts';
import { providerRecords } from '#store/provider-records.ts';

export interface Step {
  step: 'vault' | 'credentials' | 'model' | 'gateway' | 'answer';
  state: 'done' | 'already' | 'skipped' | 'failed';
  detail: string;
  code?: string;
}

/** How each question is answered; undefined: a person is asked, or where nobody is there, it is left. */
export interface Answers {
  vault: VaultLevel | undefined;
  /** The encrypted file is opened by a key file. */
  keyFile: boolean;
  provider: string | undefined;
  /** Ids of `imports scan`, or `all`. */
  imports: string | undefined;
  model: string | undefined;
}

export interface Work {
  context: CommandContext;
  calls: Calls;
  answers: Answers;
  /** Absent: nobody is asked anything. */
  talk: Talk | undefined;
  /** Of the encrypted file, as it was chosen just now: a host that starts afterwards needs it, too. */
  passphrase?: string;
}

/** Somewhere for the secrets. A level other than the keychain is taken by the person's word alone. */
export async function vaultStep(work: Work): Promise<Step> {
  const { context, calls, answers, talk } = work;
  const before = await calls.vault();
  let wanted = answers.vault;
  if (wanted === undefined && before.state === 'unavailable' && talk) {
    talk.say(`${before.message} ${before.hint}`);
    const agreed = await talk.yes('Keep the secrets in an encrypted file instead?');
    if (agreed) wanted = 'encrypted_file';
  }
  if (wanted === undefined || wanted === before.level) {
    const { backend, state } = await openedVault(calls, context);
    return { step: 'vault', state: 'already', detail: `${backend} is ${state}.` };
  }
  if (before.state === 'locked') await openedVault(calls, context);
  await calls.invoke('vault.move', {
    to: wanted,
    ...(wanted === 'encrypted_file' ? { protect: await protection(work) } : {}),
  });
  const where = wanted === 'keychain' ? 'the keychain' : 'the encrypted file';
  return { step: 'vault', state: 'done', detail: `Secrets lie in ${where}.` };
}

async function protection(work: Work) {
  const { answers, talk } = work;
  if (answers.keyFile) return { by: 'key_file' as const };
  if (!talk) {
    throw new GatehouseError('bad_input', 'The encrypted file needs something that opens it.', {
      hint: 'Add --key-file, or run gatehouse vault move --to encrypted_file first.',
    });
  }
  const read = async (prompt: string) => (await talk.secret(prompt)).replace(/\r?\n$/, '');
  const passphrase = await read('New passphrase (it is not shown): ');
  if ((await read('The same again: ')) !== passphrase)
    throw new GatehouseError('bad_input', 'The two passphrases differ.', { hint: 'Try again.' });
  work.passphrase = passphrase;
  return { by: 'passphrase' as const, passphrase };
}

/** At least one credential: from this machine, or pasted. @returns the ids that were stored, too. */
export async function credentialsStep(work: Work): Promise<{ step: Step; added: string[] }> {
  const { calls, answers, talk, context } = work;
  const { agent } = context;
  await calls.check({ agent, ...(answers.provider === undefined ? {} : { provider: answers.provider }) });
  const before = (await readProfiles(context.env, agent, { vault: false })).views;
  const added: string[] = [];
  const failed: string[] = [];
  if (answers.imports !== undefined || (talk && answers.provider === undefined)) {
    const taken = await importFound(work);
    added.push(...taken.added);
    failed.push(...taken.failed);
  }
  const none = before.length === 0 && added.length === 0;
  let known: string | undefined;
  if (answers.provider !== undefined || (talk && none)) {
    const pasted = await pasteKey(work);
    if (pasted.added) added.push(pasted.id);
    else known = pasted.id;
  } else if (none && failed.length === 0) {
    throw new GatehouseError('bad_input', 'There is no credential, and nothing says where one comes from.', {
      hint: 'Pass --import all, or --provider <id> with the key on standard input.',
    });
  }
  if (failed.length > 0) {
    const detail = `Not taken in: ${failed.join(', ')}.`;
    return { added, step: { step: 'credentials', state: 'failed', detail, code: 'bad_input' } };
  }
  if (added.length > 0)
    return { added, step: { step: 'credentials', state: 'done', detail: `Stored ${added.join(', ')}.` } };
  const detail = known === undefined ? `${before.length} stored already.` : `${known} has this key already.`;
  return { added, step: { step: 'credentials', state: 'already', detail } };
}

async function importFound({ calls, answers, talk, context }: Work) {
  const { found } = (await calls.invoke('imports.scan', {})).value;
  const takeable = found.filter((one) => one.importable && one.already === undefined);
  let ids: string[];
  if (answers.imports === undefined) {
    if (takeable.length === 0 || !talk) return { added: [], failed: [] };
    talk.say('Found on this machine (their places stay as they are):');
    ids = await talk.pick(takeable);
  } else if (answers.imports === 'all') ids = takeable.map(({ id }) => id);
  else {
    const already = new Set(found.filter((one) => one.already !== undefined).map(({ id }) => id));
    ids = answers.imports.split(',').flatMap((id) => (id.trim() === '' ? [] : [id.trim()]));
    ids = ids.filter((id) => !already.has(id));
  }
  if (ids.length === 0) return { added: [], failed: [] };
  const { value } = await calls.invoke('imports.take', { agent: context.agent, ids });
  return {
    added: value.added.map(({ profile }) => profile),
    failed: value.failed.map(({ id, message }) => `${id} (${message})`),
  };
}

/** A key that one of the provider's credentials ends with already counts as that one: running twice adds nothing. */
async function pasteKey({ calls, answers, context }: Work): Promise<{ id: string; added: boolean }> {
  const { agent } = context;
  const records = providerRecords();
  const named =
    answers.provider === undefined ? '' : ` of ${records[answers.provider]?.name ?? answers.provider}`;
  const { readSecret } = await import('#cli/term/read-secret.ts');
  const pasted = await readSecret({ ...context, prompt: `Paste the API key${named} (it is not shown): ` });
  const provider = answers.provider ?? recogniseProvider(pasted, records);
  const key = cleanApiKey(pasted, provider ?? '', records);
  if (provider === undefined) {
    throw new GatehouseError('unknown_provider', 'Whose key this is cannot be told by its shape.', {
      hint: 'Say it: --provider <id>. Nothing was stored.',
    });
  }
  const masked = maskTail(secretTail(key));
  const { views } = await readProfiles(context.env, agent, { vault: false });
  const same = views.find(
    (view) => view.provider === provider && view.type === 'api_key' && view.masked === masked,
  );
  if (same) return { id: same.id, added: false };
  const { value } = await calls.invoke('profiles.add', {
    agent,
    provider,
    credential: { type: 'api_key', key },
  });
  return { id: value.id, added: true };
}

/** The primary model: the one that was named, else what the first credential brought along. */
export async function modelStep({ context, answers }: Work): Promise<{ step: Step; model: string | null }> {
  const { agent, env } = context;
  const [{ modelRoles }, { openLocal }, { changesFor }] = await Promise.all([
    import('#core/config/model-roles.ts'),
    import('#cli/local/open.ts'),
    import('#cli/local/changes.ts'),
  ]);
  const { stores } = await openLocal(env);
  const primary = async () => modelRoles((await stores.config.read()).config, agent).primary;
  const before = await primary();
  if (answers.model !== undefined && answers.model !== before) {
    await (await changesFor(context)).setPrimary({ agent, model: answers.model });
    return {
      model: answers.model,
      step: { step: 'model', state: 'done', detail: `The primary model is ${answers.model}.` },
    };
  }
  if (before === undefined) {
    const detail = 'No primary model; gatehouse models set chooses one.';
    return { model: null, step: { step: 'model', state: 'skipped', detail } };
  }
  return {
    model: before,
    step: { step: 'model', state: 'already', detail: `The primary model is ${before}.` },
  };
}
