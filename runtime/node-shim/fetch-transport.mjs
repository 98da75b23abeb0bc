// @ts-check
// What Node's fetch takes for its network, a dispatcher: each request, each hop of a redirect too, is an exchange of its own.
import { FetchExchange } from './fetch-exchange.mjs';

/** @typedef {import('./invocation.mjs').Invocation} Invocation */

/** The network of one fetch. */
export class FetchTransport {
  /** @type {Error | undefined} Why the last hop failed, unless the function itself gave it up. */
  failure = undefined;
  /** Whose fetch it is; nobody's while the code loads. @type {Invocation | undefined} */
  invocation;
  /** Whether Node goes on to where a redirect leads. */
  follows;

  /** @param {Invocation | undefined} invocation @param {boolean} follows */
  constructor(invocation, follows) {
    this.invocation = invocation;
    this.follows = follows;
  }

  /** @param {import('./fetch-exchange.mjs').Hop} hop @param {any} handler */
  dispatch(hop, handler) {
    new FetchExchange(this, handler).run(hop);
    return true;
  }
}
