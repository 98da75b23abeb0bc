function assemble() {
  throw new TypeError('the parts do not fit');
}

assemble();

async function handler() {
  return { statusCode: 200 };
}
