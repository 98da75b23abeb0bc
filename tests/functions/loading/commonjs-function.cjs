'use strict';

async function handler() {
  return { statusCode: 200, body: { shape: 'commonjs-function' } };
}

module.exports = handler;
