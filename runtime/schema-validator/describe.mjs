// @ts-check
// An error of ajv's in words that name what the path does not.

const longestPath = 2000;
const longestMessage = 300;

/** What the server is told: of bounded length, and text that UTF-8 can carry. @param {string} path @param {string} message */
export function tell(path, message) {
  return { path: clip(path, longestPath), message: clip(message, longestMessage) };
}

/** @param {import('ajv/dist/2020.js').ErrorObject} error */
export function describe({ keyword, message, params, propertyName }) {
  return `${propertyName === undefined ? '' : `property name ${JSON.stringify(propertyName)} `}${message ?? `must pass "${keyword}"`}${detail(keyword, params)}`;
}

/** @param {string} keyword @param {Record<string, any>} params */
function detail(keyword, params) {
  switch (keyword) {
    case 'additionalProperties':
      return `: ${JSON.stringify(params.additionalProperty)}`;
    case 'unevaluatedProperties':
      return `: ${JSON.stringify(params.unevaluatedProperty)}`;
    case 'enum':
      return `: ${JSON.stringify(params.allowedValues).slice(1, -1)}`;
    case 'const':
      return `: ${JSON.stringify(params.allowedValue)}`;
    default:
      return '';
  }
}

/** @param {string} text @param {number} most */
function clip(text, most) {
  return (text.length <= most ? text : `${text.slice(0, most - 1)}…`).toWellFormed();
}
