// Functions called for events, and those called for both.
import type { EventHandler, HybridHandler, ScheduleHandler } from '../../../runtime/types/molnos';

interface Order { id: string }

export const onOrder: EventHandler<Order, 'databases'> = async (event, { bindings, log }) => {
  log.info(event.eventName, { id: event.data.id, depth: event.chainDepth, again: event.eventId, at: Date.parse(event.timestamp), from: event.source });
  await bindings.databases.write('orders', event.data.id, event.body);
};

export const onTick: ScheduleHandler = (tick, { log }) => {
  log.info(`${tick.cron} in ${tick.timeZone}`, { late: Date.parse(tick.timestamp) - Date.parse(tick.scheduledTime), id: tick.eventId, attempt: tick.attempt });
};

export const handler: HybridHandler<'databases', Order, Order> = async (input, context) => {
  const order: Order = input.type === 'event' ? input.data : input.body;
  if (input.type === 'event') {
    await onOrder(input, { ...context, request: input });
    return;
  }
  return { statusCode: 202, headers: { location: `${input.path}/${order.id}` } };
};
