/**
 * Who may import whom (docs/architecture.md), as data. The longest matching prefix of a file's path decides. Tests,
 * `testing/` folders and the tool folders (scripts, bench, e2e) are free, but for cycles.
 */
export interface Layer {
  /** Prefixes of our own files that may be imported. */
  ours: readonly string[];
  /** Prefixes of our own files of which only types may be imported. */
  types?: readonly string[];
  /** npm packages; `node:` stands for all built-in modules. */
  packages: readonly string[];
}

export const layers: Readonly<Record<string, Layer>> = {
  'core/': { ours: ['core/'], packages: ['zod'] },
  'store/': {
    ours: ['core/', 'store/', 'resources/'],
    packages: ['node:', 'zod', 'keytar', '@humanwhocodes/momoa', 'dbus-native', 'oauth4webapi'],
  },
  'gateway/': {
    ours: ['core/', 'gateway/', 'resources/'],
    packages: ['node:', 'undici', 'zod', '@redis/client'],
  },
  // Standing alone there is no host, so the gateway opens the vault itself.
  'gateway/standalone/': { ours: ['core/', 'gateway/', 'store/'], packages: ['node:'] },
  'main/': {
    ours: ['core/', 'store/', 'main/', 'resources/', 'package.json'],
    packages: ['node:', 'zod', 'undici'],
  },
  'main/web/': {
    ours: ['core/', 'main/web/'],
    types: ['main/'],
    packages: ['node:', 'zod'],
  },
  'main/desktop/': {
    ours: ['core/', 'main/desktop/', 'resources/'],
    types: ['main/'],
    packages: ['node:', 'electron', 'electron-updater', 'i18next', 'zod'],
  },
  'preload/': { ours: ['core/contract/', 'preload/'], packages: ['electron'] },
  'renderer/': {
    ours: ['core/', 'renderer/', 'resources/'],
    packages: [
      'react',
      'react-dom',
      '@dnd-kit/core',
      '@dnd-kit/sortable',
      '@dnd-kit/utilities',
      'radix-ui',
      'lucide-react',
      'i18next',
      'react-i18next',
      '@tanstack/react-virtual',
      'marked',
      'wouter',
      'zustand',
    ],
  },
  'renderer/vite.config.ts': { ours: [], packages: ['node:', 'vite', '@vitejs/plugin-react'] },
  'cli/': {
    ours: ['core/', 'store/', 'cli/', 'resources/', 'package.json'],
    packages: ['node:', 'zod'],
  },
};

/** Imports of these are refused even where the table above would allow them. */
export const never: readonly { from: string; to: string; because: string }[] = [
  { from: 'main/services/', to: 'main/desktop/', because: 'services know no face' },
  { from: 'main/services/', to: 'main/web/', because: 'services know no face' },
  { from: 'main/supervisor/', to: 'main/desktop/', because: 'the supervisor knows no face' },
  { from: 'main/supervisor/', to: 'main/web/', because: 'the supervisor knows no face' },
];
