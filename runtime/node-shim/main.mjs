// @ts-check
// Entry of a worker: opens the wire, puts the capture of prints in place, says `ready`.
import { receive, sendNow } from './channel.mjs';
import { captureConsole } from './console.mjs';
import { captureFetch } from './fetch.mjs';
import { readyFrame } from './frames.mjs';
import { capturePrints } from './prints.mjs';
import { preTouch } from './pre-touch.mjs';
import { reportUncaught } from './uncaught.mjs';
import { hasBegunToLoad, takeLine } from './worker.mjs';

/** How long nobody must have asked for the worker before it readies itself further. */
const calmMs = 100;

capturePrints();
captureConsole();
captureFetch();
reportUncaught();
receive(takeLine);
sendNow(readyFrame(process.version));
// Not at once: where workers are taken as fast as they start, none shall keep its function waiting for what it may never use.
setTimeout(() => {
  if (!hasBegunToLoad()) {
    void preTouch();
  }
}, calmMs);
