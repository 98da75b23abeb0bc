// Everything a handler is given.
import type { Context, FunctionRequest, Handler } from '../../../runtime/types/molnos';

interface Order { id: string; lines: { sku: string; count: number }[] }

export const handler: Handler<never, Order> = async (request, context) => {
  const count: number = request.body.lines.reduce((sum, line) => sum + line.count, 0);
  const first: string | undefined = Array.isArray(request.query['a']) ? request.query['a'][0] : request.query['a'];
  const raw: Uint8Array = request.rawBody;
  const text: string = request.rawBody.toString('base64');
  const agent: string | undefined = request.headers['user-agent'];
  context.log.info('an order', { id: request.body.id, count });
  context.log.debug(new Error('any value'));
  context.waitUntil(Promise.resolve());
  context.signal.addEventListener('abort', () => context.log.warn('gone'));
  const who: string = context.identity?.roles.join() ?? 'nobody';
  const same: FunctionRequest<Order> = context.request;
  return {
    left: context.deadline - Date.now(), call: [context.functionId, context.functionName, context.invocationId], who, text, agent, first,
    from: [request.method, request.path, request.subpath, request.url, request.ip], bytes: raw.length, isSame: same === request,
  };
};

export function asHelper(context: Context): string {
  return context.functionName;
}
