import { useCallback, useEffect, useState } from 'react';
import type { CallError } from '#core/contract/error.ts';
import type { Finding } from '#core/doctor/finding.ts';
import { replaceChecks } from '#renderer/features/doctor/groups.ts';
import { useApp } from '#renderer/state/react.ts';

interface DoctorState {
  findings: readonly Finding[] | undefined;
  /** Epoch milliseconds of the last look. */
  at: number | undefined;
  running: boolean;
  error: CallError | undefined;
  /** Findings that are being mended or looked at again. */
  busy: ReadonlySet<string>;
  /** What came of mending one, where it did not work. */
  failed: Readonly<Record<string, CallError>>;
}

/** Looks when the screen opens; one check can be mended or looked at again by itself. */
export function useDoctor() {
  const { host } = useApp();
  const [state, setState] = useState<DoctorState>({
    findings: undefined,
    at: undefined,
    running: false,
    error: undefined,
    busy: new Set(),
    failed: {},
  });
  const run = useCallback(async () => {
    setState((known) => ({ ...known, running: true, error: undefined, failed: {} }));
    const result = await host.invoke('doctor.run', {});
    setState((known) => ({
      ...known,
      running: false,
      ...(result.ok
        ? { findings: result.value.findings, at: result.value.at }
        : // What was found before stays in sight beside the error.
          { error: result.error }),
    }));
  }, [host]);
  useEffect(() => {
    void run();
  }, [run]);

  const during = useCallback(
    async (finding: Finding, what: 'fix' | 'again') => {
      setState((known) => {
        const { [finding.id]: _gone, ...failed } = known.failed;
        return { ...known, busy: new Set([...known.busy, finding.id]), failed };
      });
      const result = await (what === 'fix'
        ? host.invoke('doctor.fix', { id: finding.id })
        : host.invoke('doctor.run', { checks: [finding.check] }));
      setState((known) => ({
        ...known,
        busy: new Set([...known.busy].filter((id) => id !== finding.id)),
        ...(result.ok
          ? { findings: replaceChecks(known.findings ?? [], [finding.check], result.value.findings) }
          : { failed: { ...known.failed, [finding.id]: result.error } }),
      }));
      return (
        result.ok && !result.value.findings.some(({ id, state: now }) => id === finding.id && now !== 'ok')
      );
    },
    [host],
  );
  return { ...state, run, during };
}
