// Loads until the time in CRASH_AFTER has come; from then on it dies while it loads.
if (Date.now() > Number(process.env.CRASH_AFTER)) process.exit(9);

async function handler(request) {
  if ('exit' in request.query) process.exit(9);
  return 'alive';
}
