import type { CommandContext, CommandResult } from '#cli/command.ts';
import { findHost } from '#cli/host/find-host.ts';
import { openLocal } from '#cli/local/open.ts';
import { openedVault } from '#cli/local/open-vault.ts';
import { mirrorAll } from '#cli/local/via-store.ts';
import { errorText } from '#cli/term/error-text.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { applyPlan, undoApply } from '#store/secrets/apply.ts';
import { type PlanPreview, parsePlan, previewPlan } from '#store/secrets/plan.ts';
import type { Stores } from '#store/stores.ts';

/** A host that runs sees the files change, and brings the mirrors up itself. */
async function mirrored(context: Pick<CommandContext, 'env' | 'signal'>, stores: Stores): Promise<string[]> {
  return (await findHost(context.env, context.signal)) ? [] : mirrorAll(stores);
}

const openForChange = async (context: CommandContext): Promise<Stores> => {
  const { stores } = await openLocal(context.env);
  const { vault } = stores;
  await openedVault(
    { vault: () => vault.check(), unlock: (passphrase) => vault.unlock({ passphrase }) },
    context,
  );
  return stores;
};

/** Commands are started only by consent. @throws GatehouseError `bad_input`, naming the flag. */
function requireExecConsent(plan: unknown, allowed: boolean): void {
  const { targets, providerUpserts = {} } = parsePlan(plan);
  const execs =
    targets.some(({ ref }) => ref.source === 'exec') ||
    Object.values(providerUpserts).some(({ source }) => source === 'exec');
  if (!execs || allowed) return;
  throw new GatehouseError('bad_input', 'The plan starts commands, and nobody has allowed that.', {
    hint: 'Look at its exec providers, then add --allow-exec.',
  });
}

/** What a plan would do. Exit code 1 when it cannot be applied. */
export async function previewed(
  context: CommandContext,
  plan: unknown,
  allowExec: boolean,
): Promise<CommandResult & { preview: PlanPreview }> {
  requireExecConsent(plan, allowExec);
  const { stores } = await openLocal(context.env);
  const preview = await previewPlan(stores, plan, { signal: context.signal });
  const { out } = context;
  return {
    preview,
    json: { ...preview, dryRun: true, revision: null, undoUntil: null },
    text: [
      ...preview.changes.map(({ message, where }) => `  ${printable(message)} ${out.dim(printable(where))}`),
      ...preview.errors.map((error) => errorText(error, out)),
      preview.ok
        ? `${out.green(out.symbols.ok)} It can be applied; nothing was written.`
        : `${out.red(out.symbols.bad)} It cannot be applied; nothing was written.`,
    ].join('\n'),
    exit: preview.ok ? 0 : 1,
  };
}

export async function applied(
  context: CommandContext,
  plan: unknown,
  allowExec: boolean,
): Promise<CommandResult> {
  requireExecConsent(plan, allowExec);
  const stores = await openForChange(context);
  const { signal, out } = context;
  const { changes, errors, ok, revision, undoUntil } = await applyPlan(stores, plan, { signal });
  return {
    json: { ok, dryRun: false, changes, errors, revision, undoUntil },
    warnings: await mirrored(context, stores),
    text: [
      ...changes.map(
        ({ message, where }) =>
          `${out.green(out.symbols.ok)} ${printable(message)} ${out.dim(printable(where))}`,
      ),
      out.dim('gatehouse secrets apply --undo takes it back within a day.'),
    ].join('\n'),
  };
}

export async function undone(context: CommandContext): Promise<CommandResult> {
  const stores = await openForChange(context);
  const { revision, left } = await undoApply(stores);
  const { out } = context;
  return {
    json: { ok: true, dryRun: false, changes: [], errors: [], revision, undoUntil: null },
    warnings: [
      ...left.map((where) => `Changed since, and left as it is: ${where}`),
      ...(await mirrored(context, stores)),
    ],
    text: `${out.green(out.symbols.ok)} The last applied plan is taken back.`,
  };
}
