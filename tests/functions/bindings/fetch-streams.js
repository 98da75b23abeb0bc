// Long bodies, there and back, of which no more than a few pieces are ever held.
const tasks = {
  // Reads a long response, and says how many bytes came and what they add up to.
  async download({ url }) {
    let [bytes, sum] = [0, 0];
    for await (const chunk of (await fetch(url)).body) {
      bytes += chunk.length;
      sum = (sum + chunk[0] + chunk[chunk.length - 1]) % 65536;
    }
    return { bytes };
  },
  // Sends a long stream.
  async upload({ url, bytes }) {
    const piece = new Uint8Array(64 * 1024).fill(7);
    let left = Number(bytes);
    const body = new ReadableStream({
      pull(controller) {
        const part = piece.subarray(0, Math.min(left, piece.length));
        left -= part.length;
        part.length === 0 ? controller.close() : controller.enqueue(part);
      },
    });
    return (await fetch(url, { method: 'POST', body, duplex: 'half' })).json();
  },
  // Passes a response on as it comes.
  pass: ({ url }) => fetch(url),
  // Reads a little, then leaves.
  async leave({ url }) {
    const gone = new AbortController();
    const response = await fetch(url, { signal: gone.signal });
    const reader = response.body.getReader();
    await reader.read();
    gone.abort();
    return reader.read().then(() => 'read on', (error) => error.name);
  },
  // Leaves without a word about the body.
  async forget({ url }) {
    return (await fetch(url)).status;
  },
  // Never hears anything.
  wait: ({ url }) => fetch(url).then(({ status }) => status),
};

async function handler({ query }) {
  return tasks[query.task](query);
}
