async function handler(request, context) {
  const circular = { name: 'ring', deep: { deeper: { deepest: { bottom: 'rock' } } } };
  circular.self = circular;
  console.log('nested', { a: { b: { c: 'three deep' } } });
  console.log('circular', circular);
  console.error(new TypeError('outer', { cause: new RangeError('inner') }));
  console.log('%s is %d', 'seven', 7);
  console.log('map', new Map([['key', new Set([1, 2])]]));
  console.debug('at debug');
  console.info('at info');
  console.warn('at warn');
  context.log.warn('with fields', { order: 17 });
  console.table([{ column: 'cell' }]);
  return 'logged';
}
