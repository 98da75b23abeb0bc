async function handler() {
  console.log('a'.repeat(1024 * 1024));
  for (let i = 0; i < 1000; i += 1) console.log(`short ${i}`);
  console.log('the last line');
  return 'written';
}
