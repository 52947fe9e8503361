import { connect } from 'node:net';
import { dbusCall } from '#main/desktop/dbus.ts';
import { socketPath } from '#main/desktop/tray-host.ts';

/** Owns a name on a bus for as long as the process lives, as a panel owns the tray's. */
export function ownName(address: string, name: string): void {
  const path = socketPath(address);
  if (path === undefined) throw new Error('no unix address');
  const socket = connect(path);
  const uid = Buffer.from(String(process.getuid?.())).toString('hex');
  socket.once('data', () => {
    socket.on('data', () => {});
    socket.write('BEGIN\r\n');
    socket.write(Buffer.concat([dbusCall(1, 'Hello'), dbusCall(2, 'RequestName', name, 0)]));
  });
  socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
}
