// Never answers, in the way that ?how= names.
const { randomUUID } = require('node:crypto');
const worker = randomUUID();

const ways = {
  loop: () => { for (;;) ; },
  promise: () => new Promise(() => {}),
  timer: () => new Promise((resolve) => setTimeout(resolve, 600_000)),
  microtasks: async () => { for (;;) await null; },
  regexp: () => /^(a+)+$/.test('a'.repeat(40) + 'b'),
};

async function handler(request) {
  return request.query.how ? ways[request.query.how]() : { worker };
}
