// Keeps the bindings of its first call, and uses them in each later one.
let kept;

async function handler(request, { bindings: { databases } }) {
  if (kept === undefined) {
    kept = databases;
    return { kept: await kept.get('users-table') };
  }
  const outcomes = [];
  for (const use of [() => kept.get('users-table'), () => kept.write('users-table', 'sneaked', 1), () => kept.delete('users-table', 'sneaked')]) {
    outcomes.push(await use().then(() => 'done', (error) => error.code));
  }
  return { outcomes, own: await databases.get('users-table') };
}
