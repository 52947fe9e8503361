import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

/**
 * A gateway process that behaves as the file `child-mode` in its working directory says:
 * `good`, `crash`, `config` (exit 78), `hang`, `slow` (ready after a while), `ignore-term`, `flood`, `grandchild`,
 * `orphan`.
 * It speaks the link and answers `/health` and `/ready`; it routes nothing.
 */
/** What a slow one takes until it is ready (milliseconds). */
const slowMs = 600;
const mode = readFileSync('child-mode', 'utf8').trim();
const say = (message: object) => process.send?.(message);

if (mode === 'crash') {
  process.stderr.write('scripted: cannot start, key sk-ant-api03-FAKEFAKEFAKE99\n', () => process.exit(3));
} else if (mode === 'config') {
  process.exit(78);
} else {
  if (mode === 'ignore-term') process.on('SIGTERM', () => undefined);
  if (mode === 'grandchild') {
    const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    writeFileSync('grandchild-pid', String(grandchild.pid));
  }
  // An orphan does not even look whether its host is there.
  process.once('disconnect', () => mode !== 'orphan' && process.exit(0));
  process.on('message', (raw: { type: string; host: string; port: number; revision: number }) => {
    if (mode === 'hang') return;
    if (raw.type === 'load') say({ type: 'loaded', revision: raw.revision });
    if (raw.type === 'drain' && mode !== 'ignore-term') process.exit(0);
    if (raw.type === 'listen') listen(raw.host, raw.port);
  });
}

function listen(host: string, port: number): void {
  const bornAt = performance.now();
  const server = createServer((_request, response) => {
    const ready = mode !== 'slow' || performance.now() - bornAt > slowMs;
    response.writeHead(ready ? 200 : 503).end('{}');
  });
  server.once('error', (error) => {
    say({ type: 'listen_failed', code: 'port_taken', message: error.message });
    process.exitCode = 78;
    process.disconnect();
  });
  server.listen(port, host, () => {
    const address = server.address();
    say({ type: 'listening', host, port: typeof address === 'object' && address ? address.port : port });
    if (mode === 'flood') flood(100);
  });
}

/** Writes so many MiB as fast as the pipe takes them, then says so. */
function flood(megabytes: number): void {
  const line = Buffer.from(`${'x'.repeat(1023)}\n`);
  let left = megabytes * 1024;
  const more = () => {
    while (left > 0) {
      left -= 1;
      if (!process.stdout.write(line)) return void process.stdout.once('drain', more);
    }
    process.stdout.write('flood is over\n', () => say({ type: 'loaded', revision: 999 }));
  };
  more();
}
