#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything large is loaded: run from its sources, the next start finds them stripped and compiled.
enableCompileCache();
const [{ main }, { commands }] = await Promise.all([import('#cli/main.ts'), import('#cli/registry.ts')]);

// A reader that had enough (`gatehouse logs | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await main(process.argv.slice(2), commands, {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  onInterrupt: (listener) => {
    process.once('SIGINT', listener);
    process.once('SIGTERM', listener);
  },
});
