// Does the calls of schemas that its request lists, one after the other, and answers with what became of each.
async function handler(request, context) {
  const results = [];
  for (const [method, ...args] of request.body.calls) {
    results.push(await attempt(context.bindings, method, args));
  }
  return results;
}

async function attempt(bindings, method, args) {
  try {
    return { value: await bindings.schemas[method](...args) };
  } catch (error) {
    return { code: error.code, message: error.message, isError: error instanceof Error };
  }
}
