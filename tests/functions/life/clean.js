async function handler() {
  return {
    global: globalThis.stolen ?? null,
    env: process.env.STOLEN ?? null,
    prototype: {}.stolen ?? null,
    map: [1, 2].map((n) => n * 2),
    uuid: require('node:crypto').randomUUID().length,
  };
}
