import { enableCompileCache } from 'node:module';

// Before anything large is loaded, so that the next start finds it compiled.
enableCompileCache();
const { start } = await import('#gateway/start.ts');
start();
