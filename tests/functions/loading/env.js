const atLoad = process.env.GREETING;

async function handler() {
  return { statusCode: 200, body: { atLoad, secret: process.env.PASSWORD?.length ?? null, names: Object.keys(process.env).sort() } };
}
