// @ts-check
// Takes the types out of TypeScript and leaves blanks in their place, so that positions stay.
import module from 'node:module';

/** Returns the error when the source is no TypeScript either. @param {string} text @returns {string | Error} */
export function stripTypes(text) {
  try {
    return module.stripTypeScriptTypes(text);
  } catch (error) {
    return /** @type {Error} */ (error);
  }
}
