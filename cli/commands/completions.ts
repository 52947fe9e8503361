import { type Command, defineCommand } from '#cli/command.ts';

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** @param registered all commands; asked when it runs, since this command is one of them. */
export const completions = (registered: () => readonly Command[]): Command =>
  defineCommand({
    path: ['completions'],
    summary: 'Print completions for a shell.',
    args: { usage: 'bash|zsh|fish|powershell', min: 1, max: 1, choices: shells },
    options: {},
    examples: [
      ['completions bash > ~/.local/share/bash-completion/completions/gatehouse', 'For every new bash'],
      ['completions fish > ~/.config/fish/completions/gatehouse.fish', 'For every new fish'],
      ['completions zsh > ~/.zfunc/_gatehouse', 'For every new zsh, with ~/.zfunc in fpath'],
      ['completions powershell | Out-String | Invoke-Expression', 'For this PowerShell'],
    ],
    run: async ({ args }) => {
      const { completionNodes } = await import('#cli/completions/tree.ts');
      const nodes = completionNodes(registered());
      return { text: await script(args[0] as (typeof shells)[number], nodes) };
    },
  });

async function script(
  shell: (typeof shells)[number],
  nodes: Parameters<typeof import('#cli/completions/bash.ts').bashCompletion>[0],
): Promise<string> {
  switch (shell) {
    case 'bash':
      return (await import('#cli/completions/bash.ts')).bashCompletion(nodes);
    case 'zsh':
      return (await import('#cli/completions/zsh.ts')).zshCompletion(nodes);
    case 'fish':
      return (await import('#cli/completions/fish.ts')).fishCompletion(nodes);
    case 'powershell':
      return (await import('#cli/completions/powershell.ts')).powershellCompletion(nodes);
  }
}
