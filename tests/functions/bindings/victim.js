// Tells the id of its call through its table, and stays open until the table says that it may end.
async function handler(request, { invocationId, bindings: { databases } }) {
  await databases.write('victims', 'open', invocationId);
  while (await databases.get('victims', 'end') === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return 'ended';
}
