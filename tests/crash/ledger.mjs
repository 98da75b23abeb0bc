// @ts-check
// What a server acknowledged, and whether it still knows. Every item has one caller only, so that the order of what is done to it is known.
import { isDeepStrictEqual } from 'node:util';
import { Busy, Gone } from './server.mjs';

/** @typedef {import('./server.mjs').Server} Server */
/** @typedef {import('./random.mjs').Random} Random */

/**
 * A thing that is stored. @typedef {object} Item
 * @property {string} name of its own
 * @property {any} state what was acknowledged last; undefined when it must not be there
 * @property {{ to: any } | undefined} pending what was asked for and not answered: it may have been done, as a whole
 */

/**
 * A kind of things, and how to change and see one. Each is a small file in `kinds`.
 * @typedef {object} Kind
 * @property {string} name
 * @property {number} callers so many at once
 * @property {(server: Server) => Promise<void>} prepare done once, before anything else
 * @property {(random: Random, item: Item) => { to: any, run: (server: Server) => Promise<any> }} change what is to be done next, and the state that leads to; `run` may give a state that tells more
 * @property {(server: Server, item: Item) => Promise<any>} observe the state it is in
 * @property {(actual: any, expected: any) => boolean} [agree] whether the one can be the other; equality when omitted
 */

/** What became of one kind. */
export class Ledger {
  acknowledged = 0;
  unanswered = 0;
  /** Of those, so many had been done all the same. */
  done = 0;
  checked = 0;
  /** @type {string[]} */
  lost = [];

  /** @type {Item[][]} Of each caller. */
  #items;
  /** @type {Set<Item>} */
  #touched = new Set();
  /** @type {Set<Item>} Nobody changes these any more. */
  #setAside = new Set();
  #count = 0;

  /** @param {Kind} kind */
  constructor(kind) {
    this.kind = kind;
    this.#items = Array.from({ length: kind.callers }, () => []);
  }

  /** Changes one thing after the other until the server is gone. @param {Server} server @param {Random} random @param {number} caller */
  async work(server, random, caller) {
    const own = this.#items[caller];
    try {
      for (;;) {
        const item = own.length === 0 || random.happens(0.6) ? this.#add(own, caller) : random.oneOf(own);
        const { to, run } = this.kind.change(random, item);
        this.#touched.add(item);
        item.pending = { to };
        try {
          const known = await run(server);
          item.state = known ?? to;
          item.pending = undefined;
          this.acknowledged += 1;
        } catch (error) {
          if (!(error instanceof Busy)) throw error;
          // Its state is open until somebody looks: nothing more is done to it before.
          this.unanswered += 1;
          own.splice(own.indexOf(item), 1);
          this.#setAside.add(item);
        }
      }
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      this.unanswered += 1;
    }
  }

  /** Looks at everything that was touched since the last time, or at all there is. @param {Server} server @param {boolean} all */
  async check(server, all) {
    const items = all ? [...this.#items.flat(), ...this.#setAside] : [...this.#touched];
    const next = items.values();
    await Promise.all(Array.from({ length: 16 }, async () => {
      for (const item of next) await this.#checkOne(server, item);
    }));
    this.#touched.clear();
  }

  /** Something acknowledged that is there: for who wants to see that its loss is noticed. */
  get any() {
    return this.#items.flat().findLast((item) => item.state !== undefined && item.pending === undefined);
  }

  /** @param {Item[]} own @param {number} caller */
  #add(own, caller) {
    const item = { name: `${caller}-${this.#count++}`, state: undefined, pending: undefined };
    own.push(item);
    return item;
  }

  /** @param {Server} server @param {Item} item */
  async #checkOne(server, item) {
    const agree = this.kind.agree ?? isDeepStrictEqual;
    const actual = await this.kind.observe(server, item);
    this.checked += 1;
    if (agree(actual, item.state)) {
      // What was acknowledged is there, and what was not has not been done.
    } else if (item.pending && agree(actual, item.pending.to)) {
      this.done += 1;
    } else {
      const pending = item.pending ? `, or ${JSON.stringify(item.pending.to)} which was not answered` : '';
      this.lost.push(`${this.kind.name} ${item.name} is ${JSON.stringify(actual)} and not ${JSON.stringify(item.state)}${pending}`);
    }
    item.state = actual;
    item.pending = undefined;
  }
}
