import type { NetworkInterfaceInfo } from 'node:os';

/**
 * Where other instances reach a listener at `listen` that is bound to `port`: a host that stands for all of the machine's addresses becomes
 * its first one that others can reach.
 */
export function instanceAddress(
  listen: string,
  port: number,
  interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>,
): string {
  // A socket file is known by its name.
  if (port === 0) return listen;
  const host = listen.slice(0, listen.lastIndexOf(':'));
  if (host !== '0.0.0.0' && host !== '[::]') return `${host}:${port}`;
  const outside = Object.values(interfaces).flatMap(
    (each) => each?.filter(({ internal }) => !internal) ?? [],
  );
  const [best] = outside.toSorted((a, b) => (a.family === b.family ? 0 : a.family === 'IPv4' ? -1 : 1));
  if (best === undefined) return `127.0.0.1:${port}`;
  return best.family === 'IPv4' ? `${best.address}:${port}` : `[${best.address}]:${port}`;
}
