// @ts-check
// Compiles a bare script or a CommonJS module as the body of a function; lines and columns stay the user's own.
import vm from 'node:vm';
import { createRequire, importDynamically } from './builtins.mjs';
import { findInCommonJs, findInScript, noHandler } from './find-handler.mjs';
import { functionToString, objectKeys, reflectApply, regExpExec } from './intrinsics.mjs';

const wrapperNames = ['exports', 'require', 'module', '__filename', '__dirname'];
const redeclared = /^Identifier '(exports|require|module|__filename|__dirname)' has already been declared$/;
// The declaration keeps a dangling `if (x)` at the end of the code the syntax error that it is.
const suffix = '\nconst {} = 0; return typeof handler === \'undefined\' ? undefined : handler;\n})';

/** @typedef {import('./compile.mjs').Source} Source */

/** Throws a SyntaxError when the source is no script. @param {Source} source @param {Buffer} [cachedData] */
export function compileScript({ text, fileName }, cachedData) {
  let names = wrapperNames;
  for (;;) {
    const wrapper = `(function (${names.join(', ')}) {`;
    try {
      const script = new vm.Script(wrapper + text + suffix, {
        filename: fileName,
        columnOffset: -wrapper.length,
        cachedData,
        importModuleDynamically: (specifier) => importDynamically(specifier, fileName),
      });
      const body = script.runInThisContext();
      if (functionToString(body).length !== wrapper.length + text.length + suffix.length - 2) {
        throw new SyntaxError("Unexpected token '}'");
      }
      return { script, body, names };
    } catch (error) {
      const match = error instanceof SyntaxError ? regExpExec(redeclared, error.message) : null;
      if (match === null || !names.includes(match[1])) {
        throw error;
      }
      names = names.filter((name) => name !== match[1]);
    }
  }
}

/** Runs a compiled script and finds its handler. @param {ReturnType<typeof compileScript>} compiled @param {Source} source */
export function runScript({ body, names }, { fileName }) {
  const require = createRequire();
  const module = { exports: /** @type {any} */ ({}), require, id: '.', filename: `/${fileName}`, loaded: false, children: [], paths: [] };
  const initial = module.exports;
  /** @type {Record<string, unknown>} */
  const values = { exports: initial, require, module, __filename: module.filename, __dirname: '/' };
  const local = reflectApply(body, initial, names.map((name) => values[name]));
  module.loaded = true;
  const isCommonJs = module.exports !== initial || objectKeys(initial).length > 0;
  const exported = isCommonJs ? findInCommonJs(module.exports) : undefined;
  const found = exported ?? findInScript(local);
  if (found === undefined) {
    throw noHandler();
  }
  const shape = found.isFetch ? 'fetch' : exported === undefined ? 'script' : 'commonjs';
  return { handler: found.handler, shape: /** @type {'fetch' | 'script' | 'commonjs'} */ (shape) };
}
