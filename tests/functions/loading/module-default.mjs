export default async function () {
  return { statusCode: 200, body: { shape: 'module-default' } };
}
