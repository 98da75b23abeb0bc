/** Shapes of the events' API, as far as the console reads them. */
export interface DeadLetter { id: string; eventId: string; eventName: string; functionId: string; attempts: number; lastError: string; failedAt: string }

export interface EventInfo {
  eventId: string; eventName: string; status: string; source: string; chainDepth: number; timestamp: string;
  subscribers: number; pending: number; delivered: number; failed: number; cancelled: number; chain?: string[]; data?: unknown;
}
