// Keeps its processor busy for ?ms= milliseconds by the clock; with ?after=, goes on doing so once it has answered, for a share of the time.
let calls = 0;

function spin(ms) {
  const end = Date.now() + ms;
  while (Date.now() < end);
}

async function handler(request) {
  calls += 1;
  spin(Number(request.query.ms ?? 0));
  if (request.query.after) {
    const busyMs = 100 * Number(request.query.after);
    setInterval(() => spin(busyMs), 100);
  }
  return { calls };
}
