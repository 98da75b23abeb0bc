// @ts-check
/** Why a returned value cannot be an answer; the call fails with it, the next one works. */
export class Unusable extends Error {
  name = 'Unusable';
  reason;

  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}
