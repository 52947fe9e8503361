#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { main } from '#cli/main.ts';
import { commands } from '#cli/registry.ts';

enableCompileCache();

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
