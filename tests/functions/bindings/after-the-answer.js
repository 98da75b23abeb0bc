// Answers first, writes then; a later call tells how that went.
let late = null;

async function handler(request, context) {
  const { databases } = context.bindings;
  if (request.query.tell !== undefined) {
    return { late, stored: await databases.get('users-table', 'late') ?? null };
  }
  setTimeout(() => {
    databases.write('users-table', 'late', 1).then(() => { late = 'written'; }, (error) => { late = error.code; });
  }, 50);
  return 'answered';
}
