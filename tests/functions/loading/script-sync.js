function handler() {
  return { statusCode: 200, body: { shape: 'script-sync' } };
}
