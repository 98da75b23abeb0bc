// @ts-check
// Turns the source into a handler: compile it as what it is, run its top level, find what it defines or exports.
import { letExit } from './channel.mjs';
import { writeCache } from './code-cache.mjs';
import { compile } from './compile.mjs';
import { compileHandlerModule, parseModule, runModule } from './compile-module.mjs';
import { runScript } from './compile-script.mjs';
import { endsWith, trim } from './intrinsics.mjs';
import { LoadError } from './load-error.mjs';
import { noteSourceMap } from './source-map.mjs';

/**
 * @typedef {object} LoadParams
 * @property {string} functionId @property {string} functionName @property {Record<string, string>} env
 * @property {string[]} [services] @property {string} [codeCache] @property {string} body
 */

/** Loads a function. @param {LoadParams} params */
export async function load({ functionId, functionName, env, services, codeCache, body }) {
  if (trim(body) === '') {
    throw new LoadError('The code is empty');
  }
  const compiled = compile(body, functionName, codeCache);
  noteSourceMap(compiled.source);
  const { handler, shape } = compiled.kind === 'script'
    ? runScript(compiled.script, compiled.source)
    : await settled(runModule(compiled.module));
  return {
    loaded: { handler, shape, functionId, functionName, env: { ...env }, services: services ?? [] },
    cacheRejected: compiled.cacheRejected,
    createCodeCache: () => createCodeCache(compiled),
  };
}

/** @param {import('./compile.mjs').Compiled} compiled @returns {string} in base64 */
function createCodeCache(compiled) {
  const isTypeScript = endsWith(compiled.source.fileName, '.ts');
  if (compiled.kind === 'script') {
    return writeCache(compiled.kind, isTypeScript, compiled.script.script.createCachedData());
  }
  // V8 makes no cache of a module that has run, so it is compiled once more.
  const module = compiled.kind === 'module' ? parseModule(compiled.source) : compileHandlerModule(compiled.source);
  return writeCache(compiled.kind, isTypeScript, module.createCachedData());
}

/**
 * Waits for a top level, or fails when nothing is left that could bring it to an end.
 * @template T @param {Promise<T>} promise @returns {Promise<T>}
 */
async function settled(promise) {
  let onBeforeExit = () => {};
  const stuck = new Promise((_, reject) => {
    onBeforeExit = () => reject(new LoadError('The top level awaits something that will never happen'));
  });
  process.once('beforeExit', onBeforeExit);
  letExit(true);
  try {
    return /** @type {T} */ (await Promise.race([promise, stuck]));
  } finally {
    letExit(false);
    process.removeListener('beforeExit', onBeforeExit);
  }
}
