// With @types/node, bytes are a Buffer.
import { createHmac } from 'node:crypto';
import type { Handler } from '../../../runtime/types/molnos';

export const handler: Handler<'storage'> = async (request, { bindings }) => {
  const bytes: Buffer = request.rawBody;
  const stored: Buffer | undefined = await bindings.storage.get('files', 'a');
  await bindings.storage.put('files', 'b', Buffer.from('b'));
  return { statusCode: 200, body: createHmac('sha256', 'key').update(bytes).update(stored ?? '').digest() };
};
