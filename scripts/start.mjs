// `npm start`: the desktop app where Electron's binary is there, otherwise the same host with the web face.
import { bootstrap, electronBinary, root, runChild, runPinned, say } from './lib/bootstrap.mjs';

bootstrap();
const args = process.argv.slice(2);
const electron = electronBinary();
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

if (args.includes('--web') || !electron || !hasDisplay) {
  if (!args.includes('--web')) {
    say(
      electron
        ? 'No display here: serving the web face instead of the desktop app.'
        : "Electron's binary is not here (npx install-electron fetches it): serving the web face instead.",
    );
  }
  runPinned(
    'dist/host.js',
    args.filter((arg) => arg !== '--web'),
  );
} else {
  runChild(electron, [root, ...args]);
}
