// Does the storage calls that its request lists, one after the other, and answers with what became of each. An argument {zeros: n} stands for n bytes.
async function handler(request, context) {
  const results = [];
  for (const [method, ...args] of request.body.calls) {
    results.push(await attempt(context.bindings, method, args.map((arg) => (typeof arg?.zeros === 'number' ? Buffer.alloc(arg.zeros) : arg))));
  }
  return results;
}

async function attempt(bindings, method, args) {
  try {
    const value = await bindings.storage[method](...args);
    return value === undefined ? { undefined: true } : Buffer.isBuffer(value) ? { bytes: value.length, text: value.toString('utf8', 0, 100) } : { value };
  } catch (error) {
    return { code: error.code, message: error.message, isError: error instanceof Error };
  }
}
