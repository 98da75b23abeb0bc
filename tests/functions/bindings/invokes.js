// Does the invocations that its request lists, all at once, and answers with what became of each. "$self" stands for this function.
async function handler(request, context) {
  return Promise.all(request.body.calls.map((call) => attempt(context, call)));
}

async function attempt(context, [target, options]) {
  if (typeof options?.bytes === 'string') {
    options = { ...options, bytes: undefined, body: Buffer.from(options.bytes, 'base64') };
  }
  try {
    const { statusCode, headers, body } = await context.bindings.functions.invoke(target === '$self' ? context.functionId : target, options);
    return { statusCode, headers, body: Buffer.isBuffer(body) ? { bytes: body.toString('base64') } : body, hasBody: body !== undefined };
  } catch (error) {
    return { code: error.code, message: error.message, isError: error instanceof Error };
  }
}
