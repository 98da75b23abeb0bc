const handler = async () => ({ statusCode: 200, body: { shape: 'script-arrow' } });
