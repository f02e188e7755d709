import { parentPort } from 'node:worker_threads';
import { assert } from '@firstring/kernel';
import { newEngine } from '../../domain/script/new-engine.ts';
import type { KeyOutcome } from '../../domain/script/script-key.ts';
import { ScriptRealm } from '../../domain/script/script-realm.ts';
import type { ScriptRequest } from './script-runner.ts';

/** The thread of scripts: whatever they do holds nobody's event loop but this one's. */
assert(parentPort !== null, 'runs as a worker');
const port = parentPort;

async function newRealm(): Promise<ScriptRealm> {
  return new ScriptRealm(await newEngine(), () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  });
}

let realm = await newRealm();

port.on('message', async ({ source, leads }: ScriptRequest) => {
  const outcomes: KeyOutcome[] = [];
  for (const lead of leads) {
    if (realm.isBroken) realm = await newRealm();
    outcomes.push(realm.key(source, lead));
  }
  port.postMessage(outcomes);
});
