// Streams ?mb= MiB of counted bytes by a ReadableStream, as fast as they are taken.
async function handler(request) {
  if (!request.query.mb) return 'quick';
  let left = Number(request.query.mb) * 16;
  const chunk = new Uint8Array(64 * 1024).fill(7);
  return {
    statusCode: 200,
    body: new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(chunk);
        else controller.close();
      },
    }),
  };
}
