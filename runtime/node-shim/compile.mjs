// @ts-check
// Finds out by parsing which of the shapes a source has, so that no comment or string can mislead it.
import { readCache } from './code-cache.mjs';
import { compileHandlerModule, hasExports, linkModule, parseModule } from './compile-module.mjs';
import { compileScript } from './compile-script.mjs';
import { diagnose } from './syntax-error.mjs';
import { stripTypes } from './type-script.mjs';

/** @typedef {{ text: string, fileName: string }} Source */
/** @typedef {{ kind: 'script', source: Source, script: ReturnType<typeof compileScript>, cacheRejected: boolean }} CompiledScript */
/** @typedef {{ kind: 'module' | 'handlerModule', source: Source, module: any, cacheRejected: boolean }} CompiledModule */
/** @typedef {CompiledScript | CompiledModule} Compiled */

/** Decides only what is tried first. */
const looksLikeModule = /^[ \t]*(?:import|export)\b|\bexport\s*[{*]|\bexport\s+(?:default|const|let|var|function|class|async)\b/m;

/** Throws a SourceSyntaxError when no shape fits. @param {string} code @param {string} functionName @param {string} [cacheText] @returns {Compiled} */
export function compile(code, functionName, cacheText) {
  const text = code.startsWith('#!') ? '//' + code.slice(2) : code;
  const cache = cacheText === undefined ? undefined : readCache(cacheText);
  const cached = cache === undefined ? undefined : compileCached(text, functionName, cache);
  if (cached !== undefined) {
    return cached;
  }
  const cacheRejected = cacheText !== undefined;
  const source = { text, fileName: nameFile(functionName, '.js') };
  const attempt = tryShapes(source, cacheRejected);
  if (!(attempt instanceof SyntaxError)) {
    return attempt;
  }
  const stripped = stripTypes(text);
  if (typeof stripped !== 'string') {
    throw diagnose(source, attempt, stripped);
  }
  const typed = { text: stripped, fileName: nameFile(functionName, '.ts') };
  const secondAttempt = tryShapes(typed, cacheRejected);
  if (secondAttempt instanceof SyntaxError) {
    throw diagnose(typed, secondAttempt, undefined);
  }
  return secondAttempt;
}

/** The name that stack traces show. @param {string} functionName @param {'.js' | '.ts'} extension */
export function nameFile(functionName, extension) {
  return functionName.endsWith(extension) ? functionName : functionName + extension;
}

/** Returns why the source is no module when it is neither a script. @param {Source} source @param {boolean} cacheRejected @returns {Compiled | SyntaxError} */
function tryShapes(source, cacheRejected) {
  const isModuleFirst = looksLikeModule.test(source.text);
  const early = isModuleFirst ? attempt(() => parseModule(source)) : undefined;
  if (early !== undefined && !(early instanceof SyntaxError) && saysModule(early, source)) {
    return finishModule(early, source, cacheRejected);
  }
  const script = attempt(() => compileScript(source));
  if (!(script instanceof SyntaxError)) {
    return { kind: 'script', source, script, cacheRejected };
  }
  const module = early ?? attempt(() => parseModule(source));
  return module instanceof SyntaxError ? module : finishModule(module, source, cacheRejected);
}

/** Whether there is an `import` or `export` in it, which no script may hold. @param {any} module @param {Source} source */
function saysModule(module, source) {
  if (module.moduleRequests.length > 0) {
    return true;
  }
  linkModule(module, source);
  return hasExports(module);
}

/** @param {any} module @param {Source} source @param {boolean} cacheRejected @returns {Compiled} */
function finishModule(module, source, cacheRejected) {
  linkModule(module, source);
  return hasExports(module)
    ? { kind: 'module', source, module, cacheRejected }
    : { kind: 'handlerModule', source, module: compileHandlerModule(source), cacheRejected };
}

/** @param {string} code @param {string} functionName @param {import('./code-cache.mjs').CodeCache} cache @returns {Compiled | undefined} */
function compileCached(code, functionName, { kind, isTypeScript, data }) {
  const text = isTypeScript ? stripTypes(code) : code;
  if (typeof text !== 'string') {
    return undefined;
  }
  const source = { text, fileName: nameFile(functionName, isTypeScript ? '.ts' : '.js') };
  try {
    if (kind === 'script') {
      const script = compileScript(source, data);
      return { kind, source, script, cacheRejected: script.script.cachedDataRejected === true };
    }
    const module = kind === 'module' ? parseModule(source, data) : compileHandlerModule(source, data);
    linkModule(module, source);
    return { kind, source, module, cacheRejected: false };
  } catch {
    // A cache made for another source or another V8: load as if there were none.
    return undefined;
  }
}

/** @template T @param {() => T} action @returns {T | SyntaxError} */
function attempt(action) {
  try {
    return action();
  } catch (error) {
    if (error instanceof SyntaxError) {
      return error;
    }
    throw error;
  }
}

