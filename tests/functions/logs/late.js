async function handler(request, context) {
  console.log('in time');
  context.waitUntil(new Promise((resolve) => setTimeout(resolve, 50)).then(() => console.log('too late')));
  return { invocationId: context.invocationId };
}
