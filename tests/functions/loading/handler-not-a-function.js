const handler = { statusCode: 200 };
