// What an attack runs in. One that comes back with something has escaped; one that throws says what stopped it, which the runner
// holds against what must stop it: an error of the attack's own making is none of that.
// The runner puts `const attack = ...` in front of this file, and whoever it calls passes the facts of the host as the body.

/** Gives up an attack that got somewhere, but nowhere outside. */
function contained(where) {
  throw Object.assign(new Error(where), { code: 'CONTAINED' });
}

/** Goes through several ways; the first that works is the way out, else every way must have been stopped. */
async function any(ways) {
  const codes = new Set();
  const messages = [];
  for (const [name, way] of Object.entries(ways)) {
    try {
      return { way: name, got: preview(await way()) };
    } catch (error) {
      codes.add(codeOf(error));
      messages.push(`${name}: ${error?.message}`);
    }
  }
  throw Object.assign(new Error(messages.join('; ')), { code: [...codes].join(',') });
}

/** Waits for an event of an emitter, or its error, but not for ever. */
function event(emitter, name, milliseconds = 400) {
  return new Promise((resolve, reject) => {
    emitter.on('error', reject);
    emitter.once(name, (value) => resolve(value ?? name));
    setTimeout(() => reject(Object.assign(new Error(`no ${name} came`), { code: 'TIMEOUT' })), milliseconds);
  });
}

/** Writes a frame, or text as it is, where the shim writes its own. */
function write4(message) {
  require('node:fs').writeSync(4, typeof message === 'string' || Buffer.isBuffer(message) ? message : `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

/** Makes a system call, past everything of Node's; an array among its arguments becomes memory that holds these 32-bit words. */
function systemCall([x64, arm64], ...args) {
  const ffi = require('node:ffi');
  const int64 = 'int64';
  const { functions } = ffi.dlopen('libc.so.6', {
    syscall: { return: int64, arguments: Array(7).fill(int64) },
    calloc: { return: 'pointer', arguments: ['uint64', 'uint64'] },
    __errno_location: { return: 'pointer', arguments: [] },
  });
  const errno = functions.__errno_location();
  const given = Array.from({ length: 6 }, (_, n) => {
    if (!Array.isArray(args[n])) return BigInt(args[n] ?? 0);
    const memory = functions.calloc(1n, 4096n);
    args[n].forEach((word, index) => ffi.setUint32(memory, index * 4, word));
    return BigInt(memory);
  });
  const result = functions.syscall(BigInt(process.arch === 'arm64' ? arm64 : x64), ...given);
  if (result >= 0n) return result;
  const number = ffi.getInt32(errno, 0);
  const code = Object.entries(require('node:os').constants.errno).find(([, known]) => known === number)?.[0] ?? `errno ${number}`;
  throw Object.assign(new Error(`the kernel said ${code}`), { code });
}

function codeOf(error) {
  return String(error?.code ?? error?.name ?? typeof error);
}

function preview(value) {
  return String(typeof value === 'object' ? JSON.stringify(value) : value).slice(0, 200);
}

async function handler(request, context) {
  try {
    return { escaped: true, got: preview(await attack({ request, context, facts: request.body, contained, any, event, write4, systemCall })) };
  } catch (error) {
    return { escaped: false, stopped: codeOf(error), message: String(error?.message ?? error).slice(0, 600) };
  }
}
