// Fetches what its request lists, one after the other, and answers with what became of each.
async function handler(request) {
  const results = [];
  for (const { url, init } of request.body) {
    results.push(await attempt(url, init));
  }
  return results;
}

async function attempt(url, init) {
  try {
    const response = await fetch(url, init);
    const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
    return {
      status: response.status, statusText: response.statusText, ok: response.ok, url: response.url, redirected: response.redirected,
      type: response.type, headers, text: await response.text(),
    };
  } catch (error) {
    return {
      name: error.name, message: error.message, code: error.code, isTypeError: error instanceof TypeError,
      cause: error.cause && { name: error.cause.name, message: error.cause.message, code: error.cause.code },
    };
  }
}
