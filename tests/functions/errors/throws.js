// Fails in the way that ?how= names.
const ways = {
  error: () => { throw new RangeError('too far'); },
  text: () => { throw 'just text'; },
  null: () => { throw null; },
  undefined: () => { throw undefined; },
  object: () => { throw { code: 7 }; },
  frozen: () => { throw Object.freeze(new Error('cold')); },
  reject: () => Promise.reject(),
  rejectError: () => Promise.reject(new Error('refused', { cause: new Error('the root') })),
  lateReject: () => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 20)),
  trap: () => { throw { get message() { throw new Error('trap'); } }; },
  deep: () => { (function down() { down(); })(); },
  fine: () => 'fine',
};

async function handler(request) {
  return ways[request.query.how]();
}
