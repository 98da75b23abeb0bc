const greeting = '❄ ☃ 😀';

async function handler(request) {
  console.log(`log: ${greeting} ${request.body.text}`);
  return { statusCode: 200, body: `${greeting}|${request.body.text}|${request.query.text}` };
}
