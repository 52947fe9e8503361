import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{core,store,main,preload,renderer,gateway,cli,scripts,bench}/**/*.test.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    // By itself one core would be left idle; much of what tests do is waiting for other processes.
    maxWorkers: '100%',
    // Real processes, sockets and keychains on small machines: generous limits, so that only a hang fails by time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
