// @ts-check
// Started instead of main.mjs when the supervisor starts: tries the walls from inside, and says on descriptor 4 what came of each attempt.
// `done` is an attempt that succeeded; else the code of the error. It ends when its descriptor 3 does.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';

/** @param {() => unknown} attempt */
async function tryOut(attempt) {
  try {
    await attempt();
    return 'done';
  } catch (error) {
    return String(/** @type {NodeJS.ErrnoException} */ (error)?.code ?? error);
  }
}

/** @param {string} command */
function start(command) {
  const { error } = spawnSync(command, ['--version']);
  if (error !== undefined) {
    throw error;
  }
}

function connect() {
  return new Promise((resolve, reject) => {
    net.connect(1, '127.0.0.1').on('connect', resolve).on('error', reject);
  });
}

/** What the kernel says of this process, such as `CapEff`. @param {string} name */
function status(name) {
  return new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1];
}

const report = {
  readHostFile: await tryOut(() => fs.readFileSync('/etc/passwd')),
  writeFile: await tryOut(() => fs.writeFileSync('/self-test', '')),
  openSocket: await tryOut(connect),
  startProcess: await tryOut(() => start(process.execPath)),
  sendSignal: await tryOut(() => process.kill(process.ppid, 0)),
  seeProcesses: await tryOut(() => {
    const ids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    if (ids.length < 4) {
      throw Object.assign(new Error('None but its own'), { code: 'ENOENT' });
    }
  }),
  keepCapability: await tryOut(() => {
    if (status('CapEff') === '0000000000000000' && status('NoNewPrivs') === '1') {
      throw Object.assign(new Error('None'), { code: 'EPERM' });
    }
  }),
};
fs.writeSync(4, JSON.stringify(report) + '\n');
fs.readSync(3, Buffer.alloc(1));
