for (;;) {
  // Never ends.
}

async function handler() {
  return { statusCode: 200 };
}
