import { parentPort } from 'node:worker_threads';
import { assert } from '@firstring/kernel';
import { parsePolicy } from '@firstring/policy';

/** Reads policies: a hostile text holds nobody's event loop but this one's. */
assert(parentPort !== null, 'runs as a worker');
const port = parentPort;

port.on('message', (text: string) => port.postMessage(parsePolicy(text)));
