import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The schema library, and what of ours is made with it: no first screen decodes anything. */
const isSchema = (id: string) =>
  /node_modules[\\/]zod[\\/]/.test(id) ||
  (/[\\/]core[\\/].*\.ts$/.test(id) && readFileSync(id, 'utf8').includes("from 'zod'"));

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
      // What several chunks share is one file: the first screen is a handful of requests instead of thirty. What only
      // other screens need is apart from it, so that it is not in the way of the first one.
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](?:react|react-dom|scheduler|tslib)[\\/]/, priority: 3 },
            { name: 'schemas', test: isSchema, priority: 2 },
            { name: 'lists', test: /node_modules[\\/](?:@dnd-kit|@tanstack)[\\/]/, priority: 1 },
            { name: 'shared', minShareCount: 2 },
          ],
        },
      },
      input:
        mode === 'mock' || command === 'serve'
          ? [here('./index.html'), here('./mock.html')]
          : [here('./index.html')],
    },
  },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
}));
