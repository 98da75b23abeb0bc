// @ts-nocheck
// Attacks on files: what is on the host is neither read nor changed, by whichever name it is called.
import { denied, hidden, noModule, stopped } from './wants.mjs';

export const files = [
  { name: 'read /etc/shadow', wants: hidden, attack: () => require('node:fs').readFileSync('/etc/shadow', 'utf8') },
  { name: 'read /etc/passwd', wants: hidden, attack: () => require('node:fs').readFileSync('/etc/passwd', 'utf8') },
  { name: 'read a file of the host', wants: hidden, attack: ({ facts }) => require('node:fs').readFileSync(facts.file, 'utf8') },
  { name: 'read it by promises, streams, blobs and descriptors', wants: hidden, attack: ({ facts, any, event }) => any({
    promises: () => require('node:fs/promises').readFile(facts.file, 'utf8'),
    stream: () => event(require('node:fs').createReadStream(facts.file, 'utf8'), 'data'),
    blob: async () => (await require('node:fs').openAsBlob(facts.file)).text(),
    open: () => require('node:fs').openSync(facts.file),
    callback: () => new Promise((resolve, reject) => { require('node:fs').readFile(facts.file, 'utf8', (error, text) => (error ? reject(error) : resolve(text))); }),
  }) },
  { name: 'read it by odd spellings of its path', wants: [stopped('ERR_ACCESS_DENIED', 'ENOENT', 'EACCES', 'ENOTDIR')], attack: ({ facts, any }) => {
    const fs = require('node:fs');
    const shim = require('node:path').dirname(process.argv[1]);
    return any({
      buffer: () => fs.readFileSync(Buffer.from(facts.file), 'utf8'),
      bytes: () => fs.readFileSync(new TextEncoder().encode(facts.file), 'utf8'),
      url: () => fs.readFileSync(new URL(`file://${facts.file}`), 'utf8'),
      encoded: () => fs.readFileSync(new URL(`file://${facts.file.replace(/o/g, '%6f')}`), 'utf8'),
      climb: () => fs.readFileSync(`${shim}/../../../../../../../../../../../..${facts.file}`, 'utf8'),
      climbAsBytes: () => fs.readFileSync(Buffer.from(`${shim}/../../../../../../../../../../../..${facts.file}`), 'utf8'),
      root: () => fs.readFileSync(`/proc/self/root${facts.file}`, 'utf8'),
      cwd: () => fs.readFileSync(`/proc/self/cwd${facts.file}`, 'utf8'),
      sibling: () => fs.readdirSync(`${shim}-elsewhere`) && fs.readFileSync(facts.file, 'utf8'),
    });
  } },
  { name: 'fool the path check by a patched Buffer', wants: [stopped('ERR_ACCESS_DENIED', 'ENOENT', 'EACCES')], attack: ({ facts, any }) => {
    const fs = require('node:fs');
    class Twofold extends String { toString() { this.n = (this.n ?? 0) + 1; return this.n > 1 ? facts.file : process.argv[1]; } }
    return any({
      path: () => { require('node:path').toNamespacedPath = () => facts.file; require('node:path').resolve = () => process.argv[1]; return fs.readFileSync(facts.file, 'utf8'); },
      bytes: () => { Buffer.prototype.toString = () => process.argv[1]; Buffer.from = () => new Uint8Array(0); return fs.readFileSync(new TextEncoder().encode(facts.file), 'utf8'); },
      text: () => fs.readFileSync(`${new Twofold()}`.length ? new URL(`file://${facts.file}`) : '', 'utf8'),
    });
  } },
  { name: 'ask about it: stat, access, realpath, readlink, statfs, watch, glob', wants: hidden, attack: ({ facts, any }) => {
    const fs = require('node:fs');
    return any({
      stat: () => fs.statSync(facts.file).size,
      lstat: () => fs.lstatSync(facts.file).size,
      access: () => fs.accessSync(facts.file) ?? 'there',
      exists: () => fs.existsSync(facts.file) || contained('not there'),
      native: () => fs.realpathSync.native(facts.file),
      readlink: () => fs.readlinkSync(`/proc/${facts.pid}/exe`),
      statfs: () => fs.statfsSync(facts.folder).blocks,
      watch: () => fs.watch(facts.folder).close() ?? 'watched',
      opendir: () => fs.opendirSync(facts.folder).readSync().name,
      glob: () => fs.globSync(`${facts.folder}/*`)[0] ?? contained('nothing found'),
    });
  } },
  // Node 26.10 asks nobody for this one.
  { name: 'learn by realpath that it is there', needs: 'kernel', wants: hidden, attack: ({ facts }) => require('node:fs').realpathSync(facts.file) },
  { name: 'list /', wants: hidden, attack: ({ contained }) => {
    const names = require('node:fs').readdirSync('/');
    return names.some((name) => ['root', 'home', 'var', 'boot', 'srv', 'opt'].includes(name)) ? names : contained(`its own root: ${names}`);
  } },
  { name: 'list and read the data folder', wants: hidden, attack: ({ facts, any }) => any({
    list: () => require('node:fs').readdirSync(facts.data),
    token: () => require('node:fs').readFileSync(`${facts.data}/admin.token`, 'utf8'),
    secrets: () => require('node:fs').readFileSync(`${facts.data}/secrets.key`),
    database: () => require('node:fs').openSync(`${facts.data}/molnos.db`, 'r+'),
  }) },
  { name: 'read the environment and memory of a process outside', wants: [stopped('ERR_ACCESS_DENIED', 'ENOENT', 'EACCES', 'EPERM')], attack: ({ facts, any }) => {
    const fs = require('node:fs');
    return any({
      environ: () => fs.readFileSync(`/proc/${facts.pid}/environ`, 'utf8'),
      cmdline: () => fs.readFileSync(`/proc/${facts.pid}/cmdline`, 'utf8'),
      maps: () => fs.readFileSync(`/proc/${facts.pid}/maps`, 'utf8'),
      mem: () => fs.openSync(`/proc/${facts.pid}/mem`, 'r+'),
      root: () => fs.readFileSync(`/proc/${facts.pid}/root${facts.file}`, 'utf8'),
      descriptor: () => fs.openSync(`/proc/${facts.pid}/fd/0`),
    });
  } },
  // Where a mount comes from is told to whoever may read /proc.
  { name: 'learn paths and settings of the host from /proc', needs: 'permissions', control: false, wants: hidden, attack: ({ facts, any, contained }) => {
    const look = (path, wanted) => {
      const text = require('node:fs').readFileSync(path, 'utf8');
      return wanted.some((word) => text.includes(word)) ? text : contained(`${path} says nothing of the host`);
    };
    return any({
      mounts: () => look('/proc/self/mountinfo', [facts.repository]),
      cmdline: () => look('/proc/1/cmdline', [facts.repository, facts.data]),
      environ: () => look('/proc/1/environ', ['MOLNOS', 'HOME=', 'DOTNET']),
      own: () => look('/proc/self/environ', ['MOLNOS', 'HOME=', 'DOTNET']),
      cgroup: () => look('/proc/self/cgroup', ['.service', '.scope', 'docker']),
    });
  } },
  { name: 'list and change cgroups, devices and kernel settings', wants: [stopped('ERR_ACCESS_DENIED', 'ENOENT', 'EROFS', 'EACCES', 'EPERM', 'CONTAINED')], attack: ({ any, contained }) => {
    const fs = require('node:fs');
    return any({
      cgroups: () => fs.readdirSync('/sys/fs/cgroup'),
      devices: () => fs.readdirSync('/dev').find((name) => /^(sd|vd|nvme|kmsg|mem|kvm|fuse|pts)/.test(name)) ?? contained('no device but its own'),
      memory: () => fs.openSync('/dev/shm/molnos-attack', 'w'),
      kernel: () => fs.openSync('/proc/sys/kernel/core_pattern', 'r+'),
    });
  } },
  { name: 'write a file of the host', wants: denied, attack: ({ facts, any }) => {
    const fs = require('node:fs');
    return any({
      create: () => fs.writeFileSync(`${facts.folder}/created`, 'x') ?? 'created',
      append: () => fs.openSync(facts.file, 'a'),
      change: () => fs.openSync(facts.file, 'r+'),
      truncate: () => fs.truncateSync(facts.file, 5) ?? 'cut',
      rename: () => fs.renameSync(facts.file, `${facts.folder}/renamed`) ?? 'renamed',
      unlink: () => fs.rmSync(facts.file) ?? 'removed',
      mkdir: () => fs.mkdtempSync(`${facts.folder}/made-`),
      copy: () => fs.cpSync(facts.file, `${facts.folder}/copied`) ?? 'copied',
      chmod: () => fs.chmodSync(facts.file, 0o777) ?? 'opened to all',
      chown: () => fs.chownSync(facts.file, 1, 1) ?? 'given away',
      times: () => fs.utimesSync(facts.file, 1, 1) ?? 'dated back',
    });
  } },
  { name: 'write anywhere at all', control: false, wants: denied, attack: ({ any }) => any(Object.fromEntries(
    ['/', '/tmp', '/dev/shm', '/var/tmp', '/run', '/proc/self', '/dev', process.cwd(), require('node:path').dirname(process.argv[1])].map((folder) => [folder, () => {
      const file = `${folder}/molnos-attack-${process.pid}`;
      require('node:fs').writeFileSync(file, 'x');
      require('node:fs').rmSync(file);
      return file;
    }]),
  )) },
  { name: 'link to it', wants: denied, attack: ({ facts, any }) => any({
    symbolic: () => require('node:fs').symlinkSync(facts.file, `${facts.folder}/link-${process.pid}`) ?? 'linked',
    hard: () => require('node:fs').linkSync(facts.file, `${facts.folder}/hard-${process.pid}`) ?? 'linked',
    relative: () => require('node:fs').symlinkSync('../../../..', `${require('node:path').dirname(process.argv[1])}/up`) ?? 'linked',
  }) },
  { name: 'go to another folder', wants: denied, attack: ({ facts }) => process.chdir(facts.folder) ?? process.cwd() },
  { name: 'change the shim', control: false, wants: denied, attack: ({ any }) => any({
    open: () => require('node:fs').openSync(process.argv[1], 'r+'),
    append: () => require('node:fs').openSync(process.argv[1], 'a'),
    remove: () => require('node:fs').rmSync(process.argv[1]) ?? 'removed',
  }) },
  { name: 'import and require files of the host', wants: noModule, attack: ({ facts, any }) => any({
    require: () => require(facts.module),
    import: () => import(facts.module),
    url: () => import(`file://${facts.module}`),
    created: () => require('node:module').createRequire(facts.module)(facts.module),
    load: () => require('node:module')._load(facts.module),
    env: () => process.loadEnvFile(facts.file) ?? 'loaded',
  }) },
];
