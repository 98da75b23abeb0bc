// Changes everything it can reach of what functions share with the runtime.
async function handler() {
  globalThis.stolen = 'marker';
  process.env.STOLEN = 'marker';
  Object.prototype.stolen = 'marker';
  Array.prototype.map = () => ['stolen'];
  JSON.stringify = () => '"stolen"';
  globalThis.Promise.prototype.then = function stolen() { return this; };
  require('node:crypto').randomUUID = () => 'stolen';
  return 'polluted';
}
