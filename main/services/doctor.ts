import type { Handlers } from '#core/contract/calls.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import { type BundleOptions, saveBundle, supportBundle } from '#store/doctor/bundle.ts';
import { fixFinding, runChecks } from '#store/doctor/run.ts';

export interface DoctorGiven {
  env: Readonly<Record<string, string | undefined>>;
  version: string;
  /** What the resolver's launcher starts. */
  program: () => Promise<{ node: string; cliFile: string }>;
  /** How the mirrors of other gateways are written. */
  mirrorHooks: () => NonNullable<BundleOptions['mirrorHooks']>;
}

/** The checks of `store/doctor`, with what only the host knows: its gateway, and the other gateways it looked at. */
export function doctorService(
  { stores, topics, changed, now }: ServiceDeps,
  { env, version, program, mirrorHooks }: DoctorGiven,
): { handlers: Handlers<'doctor'> } {
  async function options(): Promise<BundleOptions> {
    const gateway = topics.current('gateway');
    const families = topics.current('families');
    const observed = gateway?.observed;
    return {
      stores,
      env,
      platform: process.platform,
      now: now(),
      program: await program(),
      versions: process.versions,
      appVersion: version,
      mirrorHooks: mirrorHooks(),
      ...(gateway && observed
        ? {
            gateway: {
              ready: observed.state === 'ready',
              attached: gateway.attached,
              wanted: gateway.wanted,
              ...(observed.state === 'ready' && observed.pid !== undefined ? { pid: observed.pid } : {}),
            },
            gatewayStatus: gateway,
          }
        : {}),
      ...(families ? { installations: families.installations } : {}),
    };
  }
  return {
    handlers: {
      async 'doctor.run'({ checks }) {
        return { findings: await runChecks(await options(), checks), at: now() };
      },
      async 'doctor.fix'({ id }) {
        const findings = await fixFinding(await options(), id);
        changed();
        return { findings };
      },
      'doctor.bundle': async () => ({ files: await supportBundle(await options()) }),
      'doctor.saveBundle': async () => ({ path: await saveBundle(await options()) }),
    },
  };
}
