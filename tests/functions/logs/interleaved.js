async function handler(request, context) {
  for (let i = 0; i < 5; i += 1) {
    console.log(`${request.query.n} says ${context.invocationId}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return 'done';
}
