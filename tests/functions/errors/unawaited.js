// Breaks outside of its handler while the handler still waits.
const ways = {
  rejection: () => { Promise.reject(new Error('nobody awaited me')); },
  timer: () => { setTimeout(() => { throw new Error('from a timer'); }, 10); },
};

async function handler(request) {
  if (!request.query.how) return 'fine';
  ways[request.query.how]();
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  return 'too late';
}
