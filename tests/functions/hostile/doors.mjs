// @ts-nocheck
// Attacks by Node's less known doors: each is shut, or leads nowhere.
import { denied, gets, noModule, outOfTime, stopped, workerGone } from './wants.mjs';

export const doors = [
  { name: 'node:sqlite', wants: noModule, attack: ({ facts, any }) => any({
    require: () => { const { DatabaseSync } = require('node:sqlite'); new DatabaseSync(`${facts.folder}/made.db`).exec('create table t (x)'); return 'a database'; },
    builtin: () => { const { DatabaseSync } = process.getBuiltinModule('node:sqlite') ?? require('node:sqlite'); return new DatabaseSync(facts.file).prepare('select 1').get(); },
    import: async () => { const { DatabaseSync } = await import('node:sqlite'); return new DatabaseSync(`${facts.folder}/made-too.db`).isOpen; },
  }) },
  { name: 'node:ffi', needs: 'permissions', wants: noModule, control: false, attack: ({ any }) => any({
    require: () => Object.keys(require('node:ffi')),
    import: async () => Object.keys(await import('node:ffi')),
  }) },
  { name: 'WASI', wants: [...denied, stopped('UVWASI_ENOENT', 'UVWASI_EPERM', 'UVWASI_EACCES')], attack: ({ facts }) => new (require('node:wasi').WASI)({ version: 'preview1', preopens: { '/': facts.folder } }).wasiImport.fd_prestat_get !== undefined && 'a folder opened' },
  { name: 'a heap snapshot on disk', wants: denied, attack: ({ facts }) => require('node:v8').writeHeapSnapshot(`${facts.folder}/heap-${process.pid}`) },
  { name: 'a report on disk', wants: [...denied, stopped('ERR_INVALID_ARG_TYPE')], attack: ({ facts, any, contained }) => {
    const written = (name) => (require('node:fs').existsSync(`${facts.folder}/${name}`) ? name : contained('nothing written'));
    return any({
      file: () => written(process.report.writeReport(`${facts.folder}/report-${process.pid}.json`) && `report-${process.pid}.json`),
      folder: () => { process.report.directory = facts.folder; return written(process.report.writeReport()); },
    });
  } },
  { name: 'a start-up snapshot', wants: [...denied, stopped('ERR_NOT_BUILDING_SNAPSHOT')], control: false, attack: () => require('node:v8').startupSnapshot.setDeserializeMainFunction(() => {}) ?? 'set' },
  { name: 'a compile cache on disk', wants: [stopped('ERR_ACCESS_DENIED', 'CONTAINED', 'ENOENT')], attack: ({ facts, contained }) => {
    const { status, message, directory } = require('node:module').enableCompileCache(`${facts.folder}/cache`);
    return directory ?? contained(`${status}: ${message}`);
  } },
  { name: 'a trace on disk', wants: [...denied, stopped('ERR_TRACE_EVENTS_UNAVAILABLE'), outOfTime], control: false, attack: async ({ contained }) => {
    const tracing = require('node:trace_events').createTracing({ categories: ['node', 'v8'] });
    tracing.enable();
    for (let n = 0; n < 1000; n++) require('node:fs').existsSync('/x');
    tracing.disable();
    return require('node:fs').existsSync('node_trace.1.log') ? 'written' : contained('nothing written');
  } },
  { name: 'flags of V8', wants: [stopped('CONTAINED', 'ERR_ACCESS_DENIED', 'ReferenceError')], control: false, attack: ({ facts, any, contained }) => {
    require('node:v8').setFlagsFromString('--allow-natives-syntax');
    require('node:v8').setFlagsFromString('--expose-gc');
    return any({
      read: () => require('node:vm').runInNewContext(`typeof read === 'function' ? read(${JSON.stringify(facts.file)}) : undefined`) ?? contained('no shell'),
      load: () => require('node:vm').runInNewContext('typeof os === "object" ? os.system("id") : undefined') ?? contained('no shell'),
    });
  } },
  { name: 'flags of V8 that crash it', wants: [workerGone, gets(200), gets(500), outOfTime], limits: { timeoutMs: 1000 }, code: `function handler() {
    for (const flag of ['--single-threaded', '--stress-compaction', '--jitless', '--stack-size=1', '--no-lazy', '--correctness-fuzzer-suppressions', '--abort-on-uncaught-exception']) require('node:v8').setFlagsFromString(flag);
    return [1, 2, 3].map((n) => new Function('n', 'return n * 2')(n));
  }` },
  { name: 'hooks of the loader', wants: [stopped('ERR_ACCESS_DENIED', 'MODULE_NOT_FOUND', 'ENOENT', 'CONTAINED')], attack: ({ facts, any }) => any({
    register: () => require('node:module').register('data:text/javascript,export const x = 1') ?? contained('hooks in a thread of its own'),
    hooks: async () => {
      const { registerHooks, createRequire } = require('node:module');
      registerHooks({ load: (url, context, next) => next(`file://${facts.module}`, { ...context, format: 'commonjs' }) });
      return createRequire(process.argv[1])(facts.module);
    },
  }) },
  { name: 'the test runner', wants: denied, control: false, attack: async ({ facts }) => {
    for await (const { type, data } of require('node:test').run({ files: [facts.module], isolation: 'process' })) {
      if (type === 'test:pass') return 'a process ran';
      if (type === 'test:fail') throw data.details.error.cause ?? data.details.error;
    }
  } },
  { name: 'out of a vm context', wants: [stopped('ERR_ACCESS_DENIED', 'ENOENT', 'EACCES', 'EPERM', 'ERR_MODULE_NOT_FOUND')], attack: ({ facts, any }) => {
    const vm = require('node:vm');
    return any({
      constructor: () => vm.runInNewContext('this.constructor.constructor("return process")()').getBuiltinModule('fs').readFileSync(facts.file, 'utf8'),
      thrown: () => { try { vm.runInNewContext('null.x'); } catch (error) { return error.constructor.constructor('return globalThis')().process?.getBuiltinModule('fs').readFileSync(facts.file, 'utf8') ?? require('node:fs').readFileSync(facts.file, 'utf8'); } },
      main: () => vm.runInThisContext('process').getBuiltinModule('child_process').execSync('id'),
      loader: async () => (await vm.runInThisContext(`import(${JSON.stringify(facts.module)})`, { importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })).default,
    });
  } },
  { name: 'rights regained', wants: denied, attack: ({ facts, any }) => {
    const read = () => require('node:fs').readFileSync(facts.file, 'utf8');
    return any({
      has: () => { if (process.permission) process.permission.has = () => true; return read(); },
      dropped: () => { process.permission?.drop?.('child'); return read(); },
      gone: () => { delete process.permission; process.permission = undefined; return read(); },
      flags: () => { process.execArgv.length = 0; process.env.NODE_OPTIONS = '--allow-fs-read=*'; return read(); },
    });
  } },
  { name: 'raw bindings', wants: [...denied, stopped('ERR_INVALID_MODULE')], attack: ({ facts, any }) => any({
    open: () => process.binding('fs').open(facts.file, 0, 0),
    tcp: () => {
      const error = new (process.binding('tcp_wrap').TCP)(0).bind('127.0.0.1', 0);
      if (error) throw Object.assign(new Error('bind'), { code: require('node:util').getSystemErrorName(error) });
      return 'bound';
    },
  }) },
  { name: 'an engine of crypto', wants: [...denied, stopped('ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED', 'ERR_CRYPTO_ENGINE_UNKNOWN', 'ERR_OSSL_DSO_COULD_NOT_LOAD_THE_SHARED_LIBRARY')], control: false,
    attack: ({ facts }) => require('node:crypto').setEngine(facts.file) ?? 'loaded' },
  { name: 'storage on disk', wants: [...denied, stopped('CONTAINED', 'SecurityError', 'ERR_INVALID_ARG_VALUE', '18', 'ERR_INVALID_STATE')], control: false, attack: ({ contained }) => {
    if (typeof localStorage === 'undefined') contained('none');
    localStorage.setItem('x', 'y');
    return localStorage.getItem('x');
  } },
  { name: 'terminals, consoles and source maps', wants: [...denied, stopped('ERR_TTY_INIT_FAILED', 'ERR_INVALID_FD', 'EINVAL', 'ENOTTY', 'CONTAINED')], control: false, attack: ({ facts, any, contained }) => any({
    tty: () => new (require('node:tty').ReadStream)(0).isRaw,
    stdin: () => process.stdin.read() ?? contained('empty'),
    maps: () => { process.setSourceMapsEnabled(true); try { new Function(`throw new Error()\n//# sourceMappingURL=file://${facts.file}`)(); } catch (error) { return error.stack.includes('molnos canary') ? error.stack : contained('not read'); } },
  }) },
];
