import { readFileSync } from 'node:fs';

/** Whether somebody on this machine has bound the port, for UDP or TCP. */
export function hasSocket(port: number): boolean {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return ['/proc/net/udp', '/proc/net/tcp'].some((path) => readFileSync(path, 'utf8').includes(hex));
}
