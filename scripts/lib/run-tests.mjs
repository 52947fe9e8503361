// Runs inside the session that scripts/test.mjs has made.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinnedNode, root, say } from './bootstrap.mjs';

const args = process.argv.slice(2);
const only = (flag) => args.includes(flag);
const filters = args.filter((arg) => !arg.startsWith('--'));
const reports = mkdtempSync(join(tmpdir(), 'gatehouse-reports-'));

const path = `${join(root, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`;
const run = (entry, commandArgs, env = {}) =>
  spawnSync(pinnedNode, [join(root, 'node_modules', entry), ...commandArgs], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path, ...env },
  }).status ?? 1;

const total = { passed: 0, failed: 0, skipped: 0 };
let status = 0;

if (!only('--e2e')) {
  const file = join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  status ||= run('vitest/vitest.mjs', ['run', ...reporters, ...filters]);
  const report = readReport(file);
  total.passed += report.numPassedTests ?? 0;
  total.failed += report.numFailedTests ?? 0;
  total.skipped += (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
}
if (!only('--unit')) {
  const file = join(reports, 'playwright.json');
  status =
    run('@playwright/test/cli.js', ['test', '--config', 'e2e/playwright.config.ts', ...filters], {
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    }) || status;
  const stats = readReport(file).stats ?? {};
  total.passed += (stats.expected ?? 0) + (stats.flaky ?? 0);
  total.failed += stats.unexpected ?? 0;
  total.skipped += stats.skipped ?? 0;
}
rmSync(reports, { recursive: true, force: true });

if (status === 0 && total.passed === 0) {
  say('No test ran.');
  status = 1;
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(status);

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
