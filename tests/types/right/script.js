// A script in plain JavaScript, checked by its comment.

/** @type {import('../../../runtime/types/molnos').Handler<'databases'>} */
const handler = async (request, context) => {
  const seen = (await context.bindings.databases.get('seen', request.subpath)) ?? 0;
  await context.bindings.databases.write('seen', request.subpath, seen + 1);
  return { statusCode: 200, body: { seen } };
};

exports.handler = handler;
