await Promise.reject(new RangeError('the sky is too low'));

export const handler = async () => ({ statusCode: 200 });
