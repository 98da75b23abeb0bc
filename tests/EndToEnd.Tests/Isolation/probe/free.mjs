// @ts-check
// The same questions where no wall stands: they must not be refused, or their refusal behind the walls proves nothing.
import fs from 'node:fs';
import { askKernel } from './kernel.mjs';

fs.writeSync(4, JSON.stringify({ kernel: askKernel({ isFree: true }) }) + '\n');
process.exit(0);
