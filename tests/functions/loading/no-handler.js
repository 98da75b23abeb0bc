async function handle() {
  return { statusCode: 200 };
}
