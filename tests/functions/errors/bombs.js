// Takes memory until there is none, in the way that ?how= names.
const hoard = [];

const ways = {
  heap: () => { for (;;) hoard.push(new Array(10_000).fill({ n: hoard.length })); },
  buffers: () => { for (;;) hoard.push(new Uint8Array(8 << 20).fill(1)); },
  nodeBuffers: () => { for (;;) hoard.push(Buffer.alloc(8 << 20, 1)); },
  wasm: () => {
    for (;;) {
      const memory = new WebAssembly.Memory({ initial: 128 });
      new Uint8Array(memory.buffer).fill(1);
      hoard.push(memory);
    }
  },
};

async function handler(request) {
  if (request.query.how) ways[request.query.how]();
  return { hoard: hoard.length };
}
