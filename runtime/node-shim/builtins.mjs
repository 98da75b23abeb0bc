// @ts-check
// What a function's code may require and import: Node's own modules, and nothing else.
import vm from 'node:vm';
import { Error, getBuiltinModule, Map, mapGet, mapSet, objectKeys } from './intrinsics.mjs';

const { SyntheticModule } = vm;
/** @type {Map<string, vm.SyntheticModule>} */
const modules = new Map();

/** The `require` of a script or CommonJS module. */
export function createRequire() {
  /** @type {any} */
  const require = (/** @type {string} */ id) => getBuiltinModule(id) ?? notFound('MODULE_NOT_FOUND', `Cannot find module '${id}'`);
  const resolve = (/** @type {string} */ id) => {
    require(id);
    return id;
  };
  require.resolve = resolve;
  require.cache = { __proto__: null };
  require.main = undefined;
  return require;
}

/** A built-in module as an ES module to link with. @param {string} specifier @param {string} fileName @returns {vm.SyntheticModule} */
export function importBuiltin(specifier, fileName) {
  const known = mapGet(modules, specifier);
  if (known !== undefined) {
    return known;
  }
  /** @type {any} */
  const exports = getBuiltinModule(specifier) ?? notFound('ERR_MODULE_NOT_FOUND', `Cannot find module '${specifier}' imported from ${fileName}`);
  const names = ['default'];
  const keys = objectKeys(exports);
  for (let index = 0; index < keys.length; index++) {
    if (keys[index] !== 'default') {
      names[names.length] = keys[index];
    }
  }
  const module = new SyntheticModule(names, () => {
    module.setExport('default', exports);
    for (let index = 1; index < names.length; index++) {
      module.setExport(names[index], exports[names[index]]);
    }
  }, { identifier: specifier });
  mapSet(modules, specifier, module);
  return module;
}

/** What `import()` gives. @param {string} specifier @param {string} fileName */
export async function importDynamically(specifier, fileName) {
  const module = importBuiltin(specifier, fileName);
  if (module.status === 'unlinked') {
    await module.link(() => notFound('ERR_MODULE_NOT_FOUND', specifier));
  }
  await module.evaluate();
  return module;
}

/** @param {string} code @param {string} message @returns {never} */
function notFound(code, message) {
  const error = /** @type {NodeJS.ErrnoException} */ (new Error(message));
  error.code = code;
  throw error;
}
