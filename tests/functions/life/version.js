// VERSION is replaced by the test.
const version = 'VERSION';

async function handler(request) {
  if (request.query.ms) {
    console.log('begun');
    await new Promise((resolve) => setTimeout(resolve, Number(request.query.ms)));
  }
  return { version };
}
