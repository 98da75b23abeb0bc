// Validates an order by a zod schema and answers with its own error report.
import { z } from 'zod';

const Order = z.object({
  id: z.uuid(),
  email: z.email(),
  items: z.array(z.object({ sku: z.string().min(3), count: z.number().int().positive() })).min(1),
  placed: z.coerce.date().optional(),
});

export const handler = async (request) => {
  const result = Order.safeParse(request.body);
  return result.success
    ? { statusCode: 200, body: { order: result.data, pieces: result.data.items.reduce((sum, item) => sum + item.count, 0) } }
    : { statusCode: 422, body: { problems: result.error.issues.map(({ path, code }) => ({ path: path.join('.'), code })) } };
};
