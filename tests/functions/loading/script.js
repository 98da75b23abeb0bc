async function handler(request, context) {
  return { statusCode: 200, body: { shape: 'script', functionId: context.functionId, same: context.request === request } };
}
