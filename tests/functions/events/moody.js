// Does with an event what its data asks for, and says which attempt it was.
async function handler(event) {
  const { how, id } = event.data;
  console.log(`${id} attempt ${event.attempt} event ${event.eventId}`);
  switch (how) {
    case 'throws':
      throw new TypeError('not today');
    case 'throws once':
      if (event.attempt === 1) throw new Error('not the first time');
      return 'fine';
    case 'answers 500':
      return { statusCode: 500 };
    case 'answers 404':
      return { statusCode: 404 };
    case 'exits':
      process.exit(3);
    // falls through: nothing comes after an exit.
    case 'hangs':
      return new Promise((resolve) => setTimeout(resolve, 3_600_000));
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, 2000));
      console.log(`${id} ended`);
      return 'slow but sure';
    case 'streams':
      return new ReadableStream({
        async pull(controller) {
          controller.enqueue('x');
          controller.close();
          console.log(`${id} streamed`);
        },
      });
    default:
      return undefined;
  }
}
