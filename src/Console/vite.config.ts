import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';
import { molnosTypes } from './types-plugin.ts';

const output = '../../artifacts/console';

// Compressed once here, so that the server never has to.
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  closeBundle() {
    for (const name of readdirSync(output, { recursive: true, encoding: 'utf8' })) {
      const file = join(output, name);
      if (!statSync(file).isFile()) continue;
      const bytes = readFileSync(file);
      writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
      writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    }
  },
};

// Built into static files whose names carry the hash of their content; the supervisor serves them at /console.
export default defineConfig({
  base: '/console/',
  plugins: [molnosTypes, compressed],
  build: { target: 'es2023', outDir: output, emptyOutDir: true, modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: 600, license: { fileName: 'LICENSES.md' } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // For work on the console itself: `npx vite` beside a server at its usual address.
  server: { proxy: { '^/(functions|identity|databases|storage|schemas|events|routes|audit|metrics|health|observability)(/|$|\\?)': 'http://127.0.0.1:3000' } },
});
