import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { DEFAULT_LIMITS } from '../engine/options.ts';
import { TransportSet } from '../engine/transport-set.ts';
import type { SendFailure, Target } from './transport.ts';

const events = { onMessage: () => {}, onParseError: () => {}, onClosed: () => {} };
const BYTES = Buffer.from('OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\n\r\n');

for (const protocol of ['udp', 'tcp'] as const) {
  test(`${protocol}: what is sent while the sockets close is lost, what is sent later fails, and neither throws`, async () => {
    const deps = { clock, random, log: silentLog, events, limits: DEFAULT_LIMITS };
    const transports = await TransportSet.open(deps, [{ protocol, address: '127.0.0.1', port: 0 }]);
    const peer = createSocket('udp4').bind(0, '127.0.0.1');
    await once(peer, 'listening');
    const target: Target = { protocol, address: '127.0.0.1', port: peer.address().port };
    const failures: SendFailure[] = [];
    const send = (): void => transports.sendRequest(BYTES, target, (failure) => void failures.push(failure));
    send();
    const closed = transports.close();
    send();
    await closed;
    send();
    // What the system's sockets put off until later in this turn would throw there.
    await new Promise(setImmediate);
    assert.equal(failures.filter((failure) => failure === 'closed').length, 2);
    assert.equal(transports.connectionCount, 0);
    peer.close();
    await once(peer, 'close');
  });
}
