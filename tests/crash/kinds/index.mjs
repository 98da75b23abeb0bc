// @ts-check
// Everything that a crash must not lose. A new kind is a file here and a line below.
import { functions } from './functions.mjs';
import { keys } from './keys.mjs';
import { objects } from './objects.mjs';
import { roles } from './roles.mjs';
import { rowsByFunctions, rowsOverHttp } from './rows.mjs';
import { schemas } from './schemas.mjs';

/** @type {readonly import('../ledger.mjs').Kind[]} */
export const kinds = [rowsByFunctions, rowsOverHttp, objects, schemas, roles, keys, functions];
