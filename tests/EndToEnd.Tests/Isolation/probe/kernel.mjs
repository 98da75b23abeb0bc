// @ts-check
// Asks the kernel directly, past everything of Node's: each call is one that fails for its arguments where it is not forbidden.
import ffi from 'node:ffi';

const { functions } = ffi.dlopen('libc.so.6', {
  syscall: { return: 'int64', arguments: ['int64', 'int64', 'int64', 'int64', 'int64', 'int64', 'int64'] },
  execve: { return: 'int32', arguments: ['string', 'uint64', 'uint64'] },
  __errno_location: { return: 'pointer', arguments: [] },
});
const errno = functions.__errno_location();
const column = process.arch === 'arm64' ? 1 : 0;
const self = BigInt(process.pid);
const none = -1n;

/** Name: number on x64, number on arm64, arguments that do no harm where the call is open. */
const calls = /** @type {Record<string, [number, number, ...bigint[]]>} */ ({
  socket: [41, 198, 1n, 1n, 0n],
  socketpair: [53, 199, 1n, 1n, 0n, 0n],
  connect: [42, 203, none, 0n, 0n],
  kill: [62, 129, self, 0n],
  killInit: [62, 129, 1n, 0n],
  signalThread: [234, 131, self, 0x7ffffffen, 10n],
  ptrace: [101, 117, 0xffffn, self],
  processVmReadv: [310, 270, self, 0n, 0n, 0n, 0n, 0n],
  unshare: [272, 97, 0n],
  unshareUser: [272, 97, 0x10000000n],
  setns: [308, 268, none, 0n],
  mount: [165, 40, 0n, 0n, 0n, 0n, 0n],
  umount: [166, 39, 0n, 0n],
  pivotRoot: [155, 41, 0n, 0n],
  chroot: [161, 51, 0n],
  bpf: [321, 280, none, 0n, 0n],
  ioUring: [425, 425, 0n, 0n],
  perf: [298, 241, 0n, 0n, none, none, 0n],
  keyctl: [250, 219, none],
  userfaultfd: [323, 282, none],
  seccomp: [317, 277, none, 0n, 0n],
  symlink: [266, 36, 0n, none, 0n],
  link: [265, 37, none, 0n, none, 0n, 0n],
  chmod: [268, 53, none, 0n, 0n],
  fchmod: [91, 52, none, 0o777n],
  setuid: [105, 146, -1n],
  capset: [126, 91, 0n, 0n],
  memfdCreate: [319, 279, 0n, 0n],
  execveat: [322, 281, none, 0n, 0n, 0n, 0n],
  clone3: [435, 435, 0n, 0n],
  cloneNamespace: [56, 220, 0x10000211n, 0n, 0n, 0n, 0n],
  fork: [56, 220, 17n, 0n, 0n, 0n, 0n],
  setLimit: [302, 261, 0n, 7n, 1n, 0n],
  pipeSize: [72, 25, 4n, 1031n, 1048576n],
  terminalInput: [16, 29, 0n, 0x5412n, 0n],
  dumpable: [157, 167, 4n, 0n],
});

/** What the kernel answers to each, as an error number, 0 for success. @param {{ isFree: boolean }} where */
export function askKernel({ isFree }) {
  /** @type {Record<string, number>} */
  const answers = {};
  for (const [name, [x64, arm64, ...args]] of Object.entries(calls)) {
    // Where it is open it would make a process.
    if (name === 'fork' && isFree) {
      continue;
    }
    const [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n] = args;
    const result = functions.syscall(BigInt(column === 0 ? x64 : arm64), a, b, c, d, e, f);
    if (name === 'fork' && result === 0n) {
      process.exit(0);
    }
    answers[name] = result < 0n ? ffi.getInt32(errno, 0) : 0;
  }
  return answers;
}

/** The error number of running a file. @param {string} path */
export function run(path) {
  functions.execve(path, 0n, 0n);
  return ffi.getInt32(errno, 0);
}
