// @ts-nocheck
// Attacks on the network: no byte leaves, nothing is heard. The runner listens on every address that is tried.
import { gets, noModule, noNetwork, stopped } from './wants.mjs';

// A listen that Node denies may come as an uncaught error, which the shim gives to the caller.
const noListener = [...noNetwork, gets(500, /ERR_ACCESS_DENIED|Access to this API has been restricted/)];

export const network = [
  { name: 'tcp to the host', wants: noNetwork, attack: ({ facts, event }) => event(require('node:net').connect(facts.tcp, '127.0.0.1'), 'connect') },
  { name: 'tcp to the supervisor', wants: noNetwork, attack: ({ facts, event }) => event(require('node:net').connect(Number(new URL(facts.url).port), '127.0.0.1'), 'connect') },
  { name: 'fetch from the supervisor', wants: [stopped('permission_denied')], attack: async ({ facts }) => {
    try {
      return (await fetch(`${facts.url}/health`)).status;
    } catch (error) {
      throw error.cause ?? error;
    }
  } },
  { name: 'fetch past the binding, by the dispatcher that Node has of its own', wants: noNetwork, attack: async ({ facts, contained }) => {
    await (await fetch('data:,x')).text();
    const dispatcher = [1, 2].map((n) => globalThis[Symbol.for(`undici.globalDispatcher.${n}`)]).find((found) => typeof found?.request === 'function');
    return dispatcher === undefined ? contained('none') : (await dispatcher.request({ origin: facts.url, path: '/health', method: 'GET' })).statusCode;
  } },
  { name: 'http and http2 to the supervisor', wants: noNetwork, attack: ({ facts, any, event }) => any({
    http: () => event(require('node:http').get(`${facts.url}/health`), 'response').then((response) => response.statusCode),
    http2: () => event(require('node:http2').connect(facts.url), 'connect').then(() => 'connected'),
    tls: () => event(require('node:tls').connect(facts.tcp, '127.0.0.1').on('connect', function connected() { this.emit('secureConnect'); }), 'secureConnect').then(() => 'connected'),
  }) },
  { name: 'websocket to the host', wants: [stopped('ERR_ACCESS_DENIED', 'CONTAINED', 'EPERM', 'ENETUNREACH', 'TypeError')], attack: ({ facts, any }) => any({
    // Its error is a TypeError that says nothing; the runner's listener tells.
    socket: () => new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${facts.tcp}`);
      socket.onopen = () => resolve('open');
      socket.onerror = ({ error, message }) => reject(error?.cause ?? error ?? Object.assign(new Error(message), { code: 'CONTAINED' }));
      setTimeout(() => reject(Object.assign(new Error('silence'), { code: 'CONTAINED' })), 500);
    }),
  }), control: false },
  { name: 'tcp to the metadata service of a cloud', control: false, wants: noNetwork,
    attack: ({ event }) => event(require('node:net').connect(80, '169.254.169.254'), 'connect', 600) },
  { name: 'tcp over IPv6', wants: noNetwork, attack: ({ facts, event }) => event(require('node:net').connect(facts.tcp6, '::1'), 'connect') },
  { name: 'a unix socket of the host', wants: noNetwork, attack: ({ facts, event }) => event(require('node:net').connect(facts.unix), 'connect') },
  { name: 'an abstract socket of the host', wants: noNetwork, attack: ({ facts, event }) => event(require('node:net').connect(`\0${facts.abstract}`), 'connect') },
  { name: 'udp to the host', wants: noNetwork, attack: ({ facts, event }) => {
    const socket = require('node:dgram').createSocket('udp4');
    socket.on('connect', () => {});
    const answer = event(socket, 'message');
    socket.send('attack', facts.udp, '127.0.0.1', (error) => error && socket.emit('error', error));
    return answer.then(String);
  } },
  { name: 'names of the host', wants: [stopped('ERR_ACCESS_DENIED', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_SYSTEM', 'ENOTFOUND', 'EPERM', 'CONTAINED')], control: false, attack: ({ facts, any, contained }) => any({
    // "localhost" resolves without asking anybody, so it is the name of the host that counts.
    lookup: async () => {
      const { address } = await require('node:dns/promises').lookup(facts.hostname);
      return address.startsWith('127.') ? contained('an address of its own') : address;
    },
  }) },
  { name: 'a question to a name server', wants: [stopped('ERR_ACCESS_DENIED', 'ECONNREFUSED', 'ETIMEOUT', 'EPERM', 'ECANCELLED')], attack: async ({ facts }) => {
    const resolver = new (require('node:dns/promises').Resolver)({ timeout: 200, tries: 1 });
    resolver.setServers([`127.0.0.1:${facts.udp}`]);
    try {
      return await resolver.resolve4('attack.example');
    } catch (error) {
      // The runner's server answers with rubbish: whoever gets it has got through.
      if (error.code === 'EBADRESP' || error.code === 'EFORMERR') return 'answered';
      throw error;
    }
  } },
  { name: 'listen where the host does', wants: noListener, attack: async ({ facts, event, contained }) => {
    const server = require('node:net').createServer();
    const listening = event(server, 'listening');
    server.listen(facts.tcp, '127.0.0.1');
    try {
      await listening;
    } catch (error) {
      if (error.code === 'EADDRINUSE') return 'the network of the host: its address is in use';
      throw error;
    }
    return contained('listens where nobody is');
  } },
  { name: 'listen on a path of the host', wants: noListener, attack: async ({ facts, event }) => {
    const server = require('node:net').createServer();
    const listening = event(server, 'listening');
    server.listen(`${facts.folder}/listening-${process.pid}`);
    return listening;
  } },
  { name: 'open the inspector', wants: [stopped('ERR_ACCESS_DENIED', 'ERR_INSPECTOR_NOT_AVAILABLE', 'EPERM', 'CONTAINED')], attack: ({ contained }) => {
    const inspector = require('node:inspector');
    inspector.open(0, '127.0.0.1');
    const url = inspector.url();
    inspector.close();
    return url ?? contained('no address');
  } },
  { name: 'debug itself', wants: [stopped('ERR_ACCESS_DENIED', 'ERR_INSPECTOR_NOT_AVAILABLE', 'CONTAINED')], control: false, attack: async ({ contained }) => {
    const session = new (require('node:inspector/promises').Session)();
    session.connect();
    const { result } = await session.post('Runtime.evaluate', { expression: 'process.pid' });
    return result.value === process.pid ? contained('itself alone') : result.value;
  } },
  { name: 'import code from the network', wants: [...noModule, stopped('ERR_UNSUPPORTED_ESM_URL_SCHEME')], attack: ({ facts, any }) => any({
    http: () => import(`${facts.url}/health`),
    data: () => import('data:text/javascript,export default 1'),
  }), control: false },
];
