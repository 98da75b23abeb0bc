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

capturePrints();
captureConsole();
captureFetch();
reportUncaught();
receive(takeLine);
sendNow(readyFrame(process.version));
setImmediate(() => {
  if (!hasBegunToLoad()) {
    void preTouch();
  }
});
