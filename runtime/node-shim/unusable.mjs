// @ts-check
/** Why a returned value cannot be an answer; the call fails with it, the next one works. */
export class Unusable {
  reason;

  /** @param {string} reason */
  constructor(reason) {
    this.reason = reason;
  }
}
