let calls = 0;

async function handler() {
  calls += 1;
  return { statusCode: 200, body: { calls } };
}
