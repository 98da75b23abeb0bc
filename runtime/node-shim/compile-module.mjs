// @ts-check
// Compiles, links and runs an ES module that lives in no file.
import vm from 'node:vm';
import { createRequire, importBuiltin, importDynamically } from './builtins.mjs';
import { findInModule, noHandler } from './find-handler.mjs';
import { defineProperty, reflectOwnKeys } from './intrinsics.mjs';

/** @typedef {import('./compile.mjs').Source} Source */

/** Parses; throws a SyntaxError when the source is no module. @param {Source} source @param {Buffer} [cachedData] @returns {any} */
export function parseModule({ text, fileName }, cachedData) {
  return new vm.SourceTextModule(text, {
    identifier: fileName,
    cachedData,
    importModuleDynamically: (specifier) => importDynamically(specifier, fileName),
    initializeImportMeta(meta) {
      meta.url = `file:///${fileName}`;
      meta.filename = `/${fileName}`;
      meta.dirname = '/';
    },
  });
}

/** Gives a module its imports; a second time does nothing. @param {any} module @param {Source} source */
export function linkModule(module, { fileName }) {
  if (module.status === 'unlinked') {
    module.linkRequests(module.moduleRequests.map((/** @type {any} */ { specifier }) => importBuiltin(specifier, fileName)));
    module.instantiate();
  }
}

/** Every namespace has a tag; what else it holds are the exports. @param {any} module a linked one */
export function hasExports(module) {
  return reflectOwnKeys(module.namespace).length > 1;
}

/** A module that exports nothing may still define a handler. @param {Source} source @param {Buffer} [cachedData] */
export function compileHandlerModule(source, cachedData) {
  try {
    const module = parseModule({ ...source, text: `${source.text}\nexport { handler };` }, cachedData);
    linkModule(module, source);
    return module;
  } catch (error) {
    throw error instanceof SyntaxError ? noHandler() : error;
  }
}

/**
 * Runs a linked module and finds its handler. A bundle of CommonJS packages made by esbuild as an ES module asks for a global `require`.
 * @param {any} module
 */
export async function runModule(module) {
  defineProperty(globalThis, 'require', { value: createRequire(), writable: true, configurable: true, enumerable: false });
  await module.evaluate();
  const found = findInModule(module.namespace);
  if (found === undefined) {
    throw noHandler();
  }
  return { handler: found.handler, shape: /** @type {'fetch' | 'module'} */ (found.isFetch ? 'fetch' : 'module') };
}
