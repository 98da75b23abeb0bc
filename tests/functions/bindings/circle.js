// Invokes the functions that its environment names, all at once, and answers with how many calls there were below it and who was refused.
async function handler(request, context) {
  const targets = process.env.TARGETS.split(',').filter(Boolean).map((name) => (name === '$self' ? context.functionId : name));
  const below = await Promise.all(targets.map((target) => call(context.bindings.functions, target)));
  return {
    calls: 1 + below.reduce((sum, one) => sum + (one.calls ?? 0), 0),
    refused: below.flatMap((one) => one.refused),
  };
}

async function call(functions, target) {
  try {
    const { statusCode, body } = await functions.invoke(target);
    return statusCode === 200 ? body : { refused: [`${statusCode}: ${body.message}`] };
  } catch (error) {
    return { refused: [`${error.code}: ${error.message}`] };
  }
}
