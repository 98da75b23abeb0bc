import { divide } from './arithmetic';

export const half = divide(1, 0);
export const handler = () => half;
