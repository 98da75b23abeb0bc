// @ts-nocheck
// Attacks by native code, past everything of Node's: JavaScript makes no system calls of its own choice, an exploit of V8 does. Here Node's
// foreign function interface stands in for the exploit; it is there only where Node's own gate is left out. Each gets out when the kernel
// does as it is told. Most of these calls harm nobody by themselves: they are the doors by which the kernel itself is attacked.
import { stopped } from './wants.mjs';

const noNative = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_UNKNOWN_BUILTIN_MODULE', 'ERR_ACCESS_DENIED'];
const wants = [stopped(...noNative, 'EPERM', 'EACCES', 'ENOSYS', 'ESRCH')];

/** What works for everybody where no wall stands. */
const call = (name, attack, more = {}) => ({ name, wants, needs: 'kernel', attack, ...more });

/** What a kernel may refuse for the way it is set up, or to whoever is not root. */
const asAllowed = (name, attack) => call(name, attack, { control: false });

export const native = [
  call('a unix socket', ({ systemCall }) => systemCall([41, 198], 1, 1, 0)),
  call('an internet socket', ({ systemCall }) => systemCall([41, 198], 2, 1, 0)),
  call('a socket to the kernel (netlink)', ({ systemCall }) => systemCall([41, 198], 16, 3, 0)),
  call('a file in memory that can be run', ({ systemCall }) => systemCall([319, 279], [], 0)),
  call('a process of its own', ({ systemCall }) => {
    const child = systemCall([56, 220], 17);
    if (child === 0n) systemCall([231, 94], 0);
    return child;
  }),
  asAllowed('a user namespace, where it is root', ({ systemCall }) => {
    const child = systemCall([56, 220], 0x10000011);
    if (child === 0n) systemCall([231, 94], 0);
    return child;
  }),
  asAllowed('the keys of the kernel', ({ systemCall }) => systemCall([250, 219], 0, -2, 1)),
  asAllowed('io_uring', ({ systemCall }) => systemCall([425, 425], 4, [])),
  asAllowed('userfaultfd', ({ systemCall }) => systemCall([323, 282], 1)),
  // An array map: type, size of a key, size of a value, entries.
  asAllowed('bpf', ({ systemCall }) => systemCall([321, 280], 0, [2, 4, 8, 1], 64)),
  // A counter of the software kind, of this process: type, size; without the kernel and the hypervisor.
  asAllowed('perf_event_open', ({ systemCall }) => systemCall([298, 241], [1, 112, 0, 0, 0, 0, 0, 0, 0, 0, 0x60], 0, -1, -1, 0)),
  call('be traced by its parent', ({ systemCall }) => systemCall([101, 117], 0)),
  asAllowed('trace a process outside', ({ systemCall, facts }) => systemCall([101, 117], 0x4206, facts.pid)),
  call('signal a process outside', ({ systemCall, facts }) => systemCall([62, 129], facts.pid, 0)),
  call('read memory by process_vm_readv', ({ systemCall }) => systemCall([310, 270], process.pid)),
  call('its priority', ({ systemCall }) => systemCall([141, 140], 0, 0, 5)),
  asAllowed('chroot', ({ systemCall }) => systemCall([161, 51], [0x2f])),
  call('personality: no random addresses', ({ systemCall }) => systemCall([135, 92], 0x40000)),
];
