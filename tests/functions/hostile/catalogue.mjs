// @ts-check
// All attacks there are, theme by theme, and the source that is deployed for each.
import { readFileSync } from 'node:fs';
import { cpu } from './cpu.mjs';
import { descriptors } from './descriptors.mjs';
import { doors } from './doors.mjs';
import { files } from './files.mjs';
import { forgery } from './forgery.mjs';
import { intrinsics } from './intrinsics.mjs';
import { logs } from './logs.mjs';
import { memory } from './memory.mjs';
import { native } from './native.mjs';
import { neighbours } from './neighbours.mjs';
import { network } from './network.mjs';
import { processes } from './processes.mjs';

/** @typedef {import('./wants.mjs').Attack} Attack */

const attempt = readFileSync(new URL('attempt.js', import.meta.url), 'utf8');
const themes = { files, processes, network, descriptors, memory, cpu, logs, forgery, intrinsics, neighbours, doors, native };

/** @type {(Attack & { theme: string })[]} */
export const catalogue = Object.entries(themes).flatMap(([theme, attacks]) => attacks.map((attack) => ({ .../** @type {Attack} */ (attack), theme })));

/** What is deployed for an attack. @param {Attack} attack */
export function sourceOf(attack) {
  if (attack.code !== undefined) return attack.code;
  return attack.pollute === undefined
    ? `const attack = ${attack.attack};\n${attempt}`
    : `const pollute = ${attack.pollute};\nlet isSpoilt = false;\nfunction once() {\n  if (!isSpoilt) {\n    isSpoilt = true;\n    pollute();\n  }\n}\nasync function handler(request) {\n  const { n } = request.query;\n  try { once(); } catch (error) { return { n: \`failed: \${error}\` }; }\n  await null;\n  return { n };\n}\n`;
}
