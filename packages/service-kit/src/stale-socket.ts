import { rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';

/**
 * Removes the socket file of a process that was killed: it would keep the next one from listening. A file that somebody answers on is
 * left alone, so that two services never share an address unnoticed.
 */
export async function removeStaleSocket(address: string): Promise<void> {
  const path = /^unix:(?:\/\/)?(\/.*)$/.exec(address)?.[1];
  if (path === undefined || statSync(path, { throwIfNoEntry: false })?.isSocket() !== true) return;
  if (!(await isAnswered(path))) rmSync(path, { force: true });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
