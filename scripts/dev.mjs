// `npm run dev`: the renderer from Vite with hot reload, the host from source, restarted when its code changes. It
// works on a state directory of its own, so that a real one is not disturbed.
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { bootstrap, pinnedNode, root, say } from './lib/bootstrap.mjs';

bootstrap({ build: false });
const { createServer } = await import('vite');

const stateDir = process.env.GATEHOUSE_STATE_DIR ?? join(homedir(), '.gatehouse-dev');
const hostPort = 18_891;
const origin = `http://127.0.0.1:${hostPort}`;
// The host checks Host and Origin against its own address, so the proxy speaks in its name.
const toHost = { target: origin, changeOrigin: true, headers: { origin } };
const vite = await createServer({
  configFile: join(root, 'renderer', 'vite.config.ts'),
  server: {
    host: '127.0.0.1',
    port: 18_890,
    strictPort: true,
    proxy: { '/api': toHost, '/sign-in': toHost },
  },
});
await vite.listen();
const page = `http://127.0.0.1:${vite.config.server.port}`;

const watched = ['core', 'store', 'main', 'gateway', 'resources'].map(
  (name) => `--watch-path=${join(root, name)}`,
);
const host = spawn(
  pinnedNode,
  [
    '--watch',
    '--watch-preserve-output',
    ...watched,
    join(root, 'main', 'headless.ts'),
    '--no-open',
    `--port=${hostPort}`,
  ],
  { cwd: root, env: { ...process.env, GATEHOUSE_STATE_DIR: stateDir }, stdio: ['ignore', 'pipe', 'inherit'] },
);
host.stdout.setEncoding('utf8').on('data', (text) => process.stdout.write(text.replaceAll(origin, page)));
say(`Renderer on ${page}; state in ${stateDir}. Open the sign-in link that the host prints.`);

const stop = async () => {
  host.kill('SIGTERM');
  await vite.close();
  process.exit(0);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
