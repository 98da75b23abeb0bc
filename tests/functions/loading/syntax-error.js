async function handler() {
  const first = 1;
  const second = first +* 2;
  return { statusCode: 200, body: second };
}
