import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * `base: './'` keeps every address relative, so that one build serves the loopback server and the desktop's
 * `gatehouse-app://` protocol alike. `--mode mock` adds the mock page for development and screenshots; it never
 * reaches the production build.
 */
export default defineConfig(({ command, mode }) => ({
  root: here('.'),
  base: './',
  plugins: [react()],
  resolve: {
    alias: {
      // Radix locks scrolling through a <style> element, which a CSP without 'unsafe-inline' refuses.
      'react-style-singleton': here('./lib/adopted-style.ts'),
    },
  },
  build: {
    outDir: here(mode === 'mock' ? '../dist/renderer-mock' : '../dist/renderer'),
    emptyOutDir: true,
    sourcemap: true,
    target: 'es2024',
    // A data: address would need its own word in the CSP.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // What several chunks share is one file: the first screen is a handful of requests instead of thirty.
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } },
      input:
        mode === 'mock' || command === 'serve'
          ? [here('./index.html'), here('./mock.html')]
          : [here('./index.html')],
    },
  },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
}));
