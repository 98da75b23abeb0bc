import { divide } from './arithmetic';

interface Request { query: { by?: string; load?: string } }

export function handler(request: Request): { result: number } {
  console.error(new Error('about to divide'));
  return { result: divide(1, Number(request.query.by)) };
}
