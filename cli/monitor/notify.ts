import type { RunProgram } from '#store/user-service/install.ts';

export interface Notice {
  title: string;
  body: string;
}

/** A toast by the WinRT classes that every Windows 10 has. The words come by the environment, so they are data alone. */
const toastScript = [
  "$ErrorActionPreference = 'Stop'",
  '[void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]',
  '$xml = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)',
  "$texts = $xml.GetElementsByTagName('text')",
  '[void]$texts.Item(0).AppendChild($xml.CreateTextNode($env:GATEHOUSE_NOTICE_TITLE))',
  '[void]$texts.Item(1).AppendChild($xml.CreateTextNode($env:GATEHOUSE_NOTICE_BODY))',
  '$toast = [Windows.UI.Notifications.ToastNotification]::new($xml)',
  "[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier('Gatehouse').Show($toast)",
].join('; ');

/** Programs that show a notification here, the first that is there wins; and what they read from the environment. */
export function notifyPrograms(
  { title, body }: Notice,
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
): { programs: string[][]; env: Record<string, string> } {
  if (platform === 'win32') {
    return {
      programs: [['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', toastScript]],
      env: { GATEHOUSE_NOTICE_TITLE: title, GATEHOUSE_NOTICE_BODY: body },
    };
  }
  if (platform === 'darwin') {
    const lines = [
      'on run argv',
      'display notification (item 2 of argv) with title "Gatehouse" subtitle (item 1 of argv)',
      'end run',
    ];
    return { programs: [['osascript', ...lines.flatMap((line) => ['-e', line]), title, body]], env: {} };
  }
  const termux = ['termux-notification', '--id', 'gatehouse', '--title', title, '--content', body];
  const desktop = ['notify-send', '--app-name=Gatehouse', '--urgency=critical', '--', title, body];
  const onTermux = platform === 'android' || env.TERMUX_VERSION !== undefined;
  return { programs: [onTermux ? termux : desktop], env: {} };
}

/** @returns whether a program showed it. */
export async function notify(
  notice: Notice,
  given: { platform: NodeJS.Platform; env: NodeJS.ProcessEnv; run: (env: NodeJS.ProcessEnv) => RunProgram },
): Promise<boolean> {
  const { programs, env } = notifyPrograms(notice, given.platform, given.env);
  const run = given.run({ ...given.env, ...env });
  for (const words of programs) if ((await run(words)).code === 0) return true;
  return false;
}
