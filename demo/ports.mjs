import { createServer } from 'node:net';

/** Browsers try `localhost` on IPv6 first, so a port must be free there too. */
const addresses = ['127.0.0.1', '::1'];
/** This machine has no IPv6; then nobody can hold the port on it either. */
const noSuchAddress = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'];

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<number | null>} the port that could be bound, null when it is taken or not ours to take
 */
function tryPort(port, host) {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error) => done(noSuchAddress.includes(/** @type {any} */ (error).code) ? port : null));
    server.listen({ port, host, exclusive: true }, () => {
      const bound = /** @type {import('node:net').AddressInfo} */ (server.address()).port;
      server.close(() => done(bound));
    });
  });
}

/**
 * The preferred port, or any other one while that is taken.
 *
 * @param {number} preferred
 * @returns {Promise<number>}
 */
export async function choosePort(preferred) {
  const [ipv4, ipv6] = await Promise.all(addresses.map((host) => tryPort(preferred, host)));
  if (ipv4 !== null && ipv6 !== null) return preferred;
  const free = await tryPort(0, '127.0.0.1');
  if (free === null) throw new Error('There is no free port on 127.0.0.1.');
  return free;
}
