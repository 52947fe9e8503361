import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{core,store,main,preload,renderer,gateway,cli,scripts,bench}/**/*.test.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    // Real processes, sockets and keychains on small machines: generous limits, so that only a hang fails by time.
    // Most of them wait for processes and sockets, so every core has one to run.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
