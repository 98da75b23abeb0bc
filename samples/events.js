// Tells everybody who listens that an order was placed.
// Deploy it with the binding {"service": "events", "resource": "order.created", "permissions": ["emit"]}.
export async function handler(request, context) {
  const { eventId, subscribers } = await context.bindings.events.emit('order.created', request.body);
  return { statusCode: 202, body: { eventId, subscribers } };
}
