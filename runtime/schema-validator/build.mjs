// @ts-check
// Puts the validator and what it is made of into one file, and the licences of that beside it.
//
// Usage: node build.mjs FOLDER
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const folder = process.argv[2];
if (folder === undefined) {
  throw new Error('Name the folder to build into.');
}
await mkdir(folder, { recursive: true });
const { metafile } = await build({
  entryPoints: [path.join(here, 'main.mjs')],
  absWorkingDir: here,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node26',
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  outfile: path.resolve(folder, 'schema-validator.mjs'),
});
const packages = new Set(Object.keys(metafile.inputs).flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
const notices = await Promise.all([...packages].sort().map(async (name) => {
  const { version, license } = JSON.parse(await readFile(path.join(here, 'node_modules', name, 'package.json'), 'utf8'));
  return `${name} ${version} (${license})\n\n${(await readFile(path.join(here, 'node_modules', name, 'LICENSE'), 'utf8')).trim()}\n`;
}));
await writeFile(path.join(folder, 'LICENSES.txt'), `schema-validator.mjs contains:\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`);
