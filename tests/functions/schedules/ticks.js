// Keeps every tick it is called for, and answers a request with all of them; throws for ticks while its environment says so.
async function handler(input, { bindings }) {
  if (input.type !== 'schedule') {
    return (await bindings.databases.query('ticks', { limit: 1000 })).items.map(({ value }) => value);
  }
  await bindings.databases.write('ticks', `${input.scheduledTime} ${input.eventId} ${input.attempt}`, input);
  if (process.env.FAILS === 'yes') {
    throw new Error('not this time');
  }
}
