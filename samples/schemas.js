// Takes orders that fit the schema "order", and says what is wrong with the others. docs/bindings.md has the schema.
// Deploy it with the binding {"service": "schemas", "resource": "order", "permissions": ["read"]}.
export async function handler(request, context) {
  const { valid, errors } = await context.bindings.schemas.validate('order', request.body);
  if (!valid) {
    return { statusCode: 422, body: { errors } };
  }
  return { statusCode: 202, body: { accepted: request.body.id } };
}
