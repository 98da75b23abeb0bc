const { basename } = require('node:path') as { basename(path: string): string };

exports.handler = async (): Promise<{ statusCode: number; body: { shape: string } }> => {
  return { statusCode: 200, body: { shape: basename('/x/typescript-commonjs') } };
};
