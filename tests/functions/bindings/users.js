export async function handler(request, context) {
  const { databases } = context.bindings;
  await databases.write('users-table', 'user-1', { name: 'Ada', visits: 1 });
  const user = await databases.get('users-table', 'user-1');
  const all = await databases.get('users-table');
  let refused;
  try {
    await databases.get('orders-table');
  } catch (error) {
    refused = error.code;
  }
  return { user, all, refused };
}
