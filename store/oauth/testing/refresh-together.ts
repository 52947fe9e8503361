import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RefreshOutcome } from '#store/oauth/refresh.ts';
import type { TestOAuthServer } from '#store/oauth/testing/oauth-server.ts';
import { storedGrant } from '#store/oauth/testing/signed-in.ts';
import type { Stores } from '#store/stores.ts';

const program = fileURLToPath(new URL('refresh-process.ts', import.meta.url));

export interface TogetherReport {
  rounds: number;
  processes: number;
  /** Rounds in which exactly one request reached the server and every process ended with the same tokens. */
  good: number;
  /** Refreshes that the server saw. */
  requests: number;
  ended: number;
  failed: number;
}

/**
 * Lets several processes refresh the same grant at the same moment, round after round, against a server that ends a
 * grant whose refresh token is used twice.
 */
export async function refreshTogether(
  stores: Stores,
  server: TestOAuthServer,
  id: string,
  given: { processes: number; rounds: number },
): Promise<TogetherReport> {
  const { processes, rounds } = given;
  const report: TogetherReport = { rounds, processes, good: 0, requests: 0, ended: 0, failed: 0 };
  const children = Array.from({ length: processes }, () => start(stores.dir.root));
  try {
    for (let round = 0; round < rounds; round++) {
      const { item } = await storedGrant(stores, id);
      const before = server.tokenRequests.length;
      const outcomes = await Promise.all(children.map((child) => child.ask(item)));
      const requests = server.tokenRequests.slice(before).length;
      report.requests += requests;
      report.ended += outcomes.filter(({ kind }) => kind === 'ended').length;
      report.failed += outcomes.filter(({ kind }) => kind === 'failed').length;
      const refreshed = outcomes.filter(({ kind }) => kind === 'refreshed').length;
      const already = outcomes.filter(({ kind }) => kind === 'already').length;
      if (requests === 1 && refreshed === 1 && refreshed + already === processes) report.good++;
    }
  } finally {
    for (const { child } of children) child.stdin?.end();
  }
  return report;
}

function start(stateDir: string): { child: ChildProcess; ask(item: string): Promise<RefreshOutcome> } {
  const child = spawn(process.execPath, [program, stateDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async ask(item) {
      child.stdin.write(`${item}\n`);
      const { value } = await lines.next();
      return JSON.parse(String(value)) as RefreshOutcome;
    },
  };
}
