// @ts-check
/** Why code does not load, in words of ours: it is valid JavaScript, but no function. */
export class LoadError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'LoadError';
  }
}
