import type * as z from 'zod';
import { type CommandResult, defineCommand } from '#cli/command.ts';
import type { doctorSchema } from '#cli/commands/doctor.schema.ts';
import type { Calls } from '#cli/local/calls.ts';
import type { Style } from '#cli/term/style.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { Finding } from '#core/doctor/finding.ts';

type Report = z.infer<typeof doctorSchema>;

export const doctor = defineCommand({
  path: ['doctor'],
  summary: 'Look whether all is well, and mend what can be mended safely.',
  details: [
    'Works with and without a running Gatehouse. Nothing is changed without --fix; then permissions are tightened, locks of programs that are gone are removed, mirrors and the launcher are written anew. What deletes something is mended only with --yes, too.',
    'The support bundle (--bundle) holds versions, findings, settings and the end of the logs, and nothing secret. Print it with "-" before you give it to anybody.',
  ],
  options: {
    fix: { type: 'boolean', summary: 'Mend what can be mended without deleting anything' },
    yes: { type: 'boolean', short: 'y', summary: 'With --fix: also what deletes something' },
    check: { type: 'string', value: '<id>', summary: 'Only this check; several with commas' },
    all: { type: 'boolean', short: 'a', summary: 'Show also what is well and what was not looked at' },
    bundle: {
      type: 'string',
      value: '<file>',
      summary: 'Write a support bundle (0600); "-" prints it',
    },
  },
  examples: [
    ['doctor', 'What wants attention'],
    ['doctor --fix', 'And mend it'],
    ['doctor --check gateway-port,disk --json', 'Two checks, for scripts'],
    ['doctor --bundle -', 'What a support bundle holds'],
  ],
  exitCodes: {
    0: 'all is well',
    1: 'something does not work, or the command failed',
    2: 'something wants attention',
  },
  schema: () => import('#cli/commands/doctor.schema.ts').then((schemas) => schemas.doctorSchema),
  run: async (context) => {
    const { options, env, signal } = context;
    const { callsFor } = await import('#cli/local/calls.ts');
    let calls: Calls;
    try {
      calls = await callsFor({ env, signal });
    } catch (error) {
      return shown(withoutStores(error), context.out, options.all);
    }
    if (options.bundle !== undefined) return bundle(calls, options.bundle);
    const checks = options.check?.split(',').map((one) => one.trim());
    const given = checks === undefined ? {} : { checks };
    let { findings, at } = (await calls.invoke('doctor.run', given)).value;
    const report: Report = { at, findings, fixed: [], failed: [] };
    if (options.fix) {
      await mendAll(calls, report, options.yes);
      ({ findings, at } = (await calls.invoke('doctor.run', given)).value);
      Object.assign(report, { findings, at });
    }
    return shown(report, context.out, options.all);
  },
});

async function mendAll(calls: Calls, report: Report, yes: boolean): Promise<void> {
  const { toCallError } = await import('#cli/term/error-text.ts');
  for (const { id, fix, confirm } of report.findings) {
    if (fix === undefined || (confirm === true && !yes)) continue;
    try {
      await calls.invoke('doctor.fix', { id });
      report.fixed.push(id);
    } catch (error) {
      const { code, message } = toCallError(error);
      // One fix may mend several findings.
      if (code === 'not_fixable') continue;
      report.failed.push({ id, code, message });
    }
  }
}

async function bundle(calls: Calls, file: string): Promise<CommandResult> {
  const [{ bundleText }, { resolve }, { writeFileAtomic }] = await Promise.all([
    import('#store/doctor/bundle.ts'),
    import('node:path'),
    import('#store/atomic-file.ts'),
  ]);
  const { files } = (await calls.invoke('doctor.bundle', {})).value;
  const text = bundleText(files);
  const empty = { at: Date.now(), findings: [], fixed: [], failed: [] };
  if (file === '-') return { json: { ...empty, bundle: '-', files }, text };
  const path = resolve(file);
  await writeFileAtomic(path, text);
  return {
    json: { ...empty, bundle: path },
    text: `${path}\nNothing secret is in it; read it before you give it to anybody.`,
  };
}

/** A state directory that cannot be opened is what a person asks the doctor about. */
function withoutStores(error: unknown): Report {
  if (!(error instanceof GatehouseError)) throw error;
  const { message, hint, where } = error;
  const finding: Finding = {
    id: 'state-dir',
    check: 'state-dir',
    state: 'fail',
    what: message,
    why: 'Nothing can be read or stored.',
    ...(hint ? { hint } : {}),
    ...(where ? { where } : {}),
  };
  return { at: Date.now(), findings: [finding], fixed: [], failed: [] };
}

async function shown(report: Report, out: Style, all: boolean): Promise<CommandResult> {
  const { doctorExitCode } = await import('#core/doctor/outcome.ts');
  const { doctorText } = await import('#cli/term/doctor-text.ts');
  return {
    json: report,
    text: doctorText(report, out, all),
    exit: report.failed.length > 0 ? 1 : doctorExitCode(report.findings),
  };
}
