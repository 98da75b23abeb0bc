type Amount = number;

export function divide(amount: Amount, by: Amount): Amount {
  if (by === 0) {
    throw new RangeError('cannot divide by nothing');
  }
  return amount / by;
}
