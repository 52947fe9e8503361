import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { findPortHolder } from '#store/port-holder.ts';
import {
  labelOfLaunchctl,
  listeningInodes,
  parseLsof,
  parsePs,
  parseWindowsHolder,
  serviceOfTasklist,
  unitOfCgroup,
} from '#store/port-holder-text.ts';

it('finds sockets that listen, and no others, in what the kernel shows', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:4966 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 183391 1 0000000000000000 100 0 0 10 0
   1: 0100007F:4966 0100007F:A2B4 01 00000000:00000000 00:00000000 00000000  1000        0 183395 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 77 1 0000000000000000 100 0 0 10 0
`;
  expect(listeningInodes(table, 18790)).toEqual(['183391']);
});

it('names the systemd unit of a process, and none of a terminal, a container or the session itself', () => {
  const user = '/user.slice/user-1000.slice/user@1000.service';
  expect(unitOfCgroup(`0::${user}/app.slice/openclaw-gateway.service\n`)).toBe('openclaw-gateway.service');
  expect(unitOfCgroup('12:pids:/x.service\n1:name=systemd:/system.slice/nginx.service\n0::/\n')).toBe(
    'nginx.service',
  );
  expect(unitOfCgroup(`0::${user}/app.slice/app-gnome-terminal-4711.scope\n`)).toBeUndefined();
  expect(unitOfCgroup('0::/system.slice/docker-0123456789ab.scope\n')).toBeUndefined();
  expect(unitOfCgroup('0::/\n')).toBeUndefined();
});

it('reads what the tools of macOS print', () => {
  expect(parseLsof('p4711\ncnode\nf21\n')).toEqual({ pid: 4711, name: 'node' });
  expect(parseLsof('')).toBeUndefined();
  expect(
    parsePs('Mon Nov  9 08:05:01 2026     /opt/homebrew/bin/node /opt/x/openclaw.mjs gateway run\n'),
  ).toEqual({
    since: new Date(2026, 10, 9, 8, 5, 1).getTime(),
    command: '/opt/homebrew/bin/node /opt/x/openclaw.mjs gateway run',
  });
  expect(parsePs('')).toEqual({});
  const jobs =
    'PID\tStatus\tLabel\n-\t0\tcom.apple.SafariHistoryServiceAgent\n4711\t0\tai.openclaw.gateway\n4712\t0\tapplication.com.apple.Terminal.1152921500311884\n';
  expect(labelOfLaunchctl(jobs, 4711)).toBe('ai.openclaw.gateway');
  expect(labelOfLaunchctl(jobs, 4712)).toBeUndefined();
  expect(labelOfLaunchctl(jobs, 5)).toBeUndefined();
});

it('reads what the tools of Windows print', () => {
  expect(
    parseWindowsHolder(
      '{"pid":6360,"since":"2026-11-20T21:14:07.1234567Z","name":"node.exe","command":"\\"C:\\\\Program Files\\\\nodejs\\\\node.exe\\" gateway"}\r\n',
    ),
  ).toEqual({
    pid: 6360,
    since: Date.parse('2026-11-20T21:14:07.123Z'),
    name: 'node.exe',
    command: '"C:\\Program Files\\nodejs\\node.exe" gateway',
  });
  expect(parseWindowsHolder('{"pid":4,"name":null,"command":null,"since":null}')).toEqual({ pid: 4 });
  expect(parseWindowsHolder('Get-NetTCPConnection : No MSFT_NetTCPConnection objects found')).toBeUndefined();
  const tasks = '"svchost.exe","1204","Dnscache,NlaSvc"\r\n"node.exe","6360","N/A"\r\n';
  expect(serviceOfTasklist(tasks, 1204)).toBe('Dnscache');
  expect(serviceOfTasklist(tasks, 6360)).toBeUndefined();
  expect(
    serviceOfTasklist('INFO: No tasks are running which match the specified criteria.', 1),
  ).toBeUndefined();
});

it('names a process of this machine, says since when, and takes no answer of another program for a gateway', async () => {
  let answer = '{"status":"ok"}';
  const server = createServer((_request, response) => void response.end(answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const at = { host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 };
  const found = await findPortHolder(at);
  expect(found).toMatchObject({ pid: process.pid, gateway: false });
  expect(found.since).toBeGreaterThan(Date.now() - process.uptime() * 1000 - 5_000);
  expect(found.since).toBeLessThanOrEqual(Date.now());
  answer = '{"status":"alive"}';
  expect(await findPortHolder(at)).toMatchObject({ gateway: true });
  await new Promise((resolve) => server.close(resolve));
  expect(await findPortHolder(at)).toEqual({ gateway: false });
});
