const path = require('path');

module.exports = { handler: () => ({ statusCode: 200, body: { shape: path.basename('/x/commonjs-object') } }) };
