import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { Bed, portOf, within } from '../testing/test-bed.ts';

const COOKIE = '2112a442';
const TRANSACTION = '0102030405060708090a0b0c';

test('sip/1 sip/2 keep-alives of phones on UDP, whatever their bytes, are no errors and get no answer', async () => {
  await using bed = await Bed.open();
  bed.app.options((_req, res) => res.send(200));
  await using phone = await ScriptedPeer.open(portOf(bed.engine));
  for (const bytes of ['\r\n', '\r\n\r\n', '\0', '\0\0\0\0', 'jaK', '']) phone.sendRaw(bytes);
  phone.send(phone.request('OPTIONS'));
  await phone.takeResponse(200, 'OPTIONS');
  assert.equal(bed.engine.stats().parseErrors, 0);
  assert.equal(phone.received.length, 0);
});

test('RFC 5626 4.4.2: a STUN Binding request on the SIP port is answered with its source, other STUN with nothing', async () => {
  await using bed = await Bed.open();
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  try {
    const send = (type: string): void =>
      socket.send(Buffer.from(`${type}0000${COOKIE}${TRANSACTION}`, 'hex'), portOf(bed.engine), '127.0.0.1');
    // An answer, an indication, then the request.
    for (const type of ['0101', '0011', '0001']) send(type);
    const [answer] = (await within(10_000, once(socket, 'message'), 'an answer')) as [Buffer];
    const port = (socket.address().port ^ 0x2112).toString(16).padStart(4, '0');
    const address = (0x7f000001 ^ 0x2112a442).toString(16);
    assert.equal(answer.toString('hex'), `0101000c${COOKIE}${TRANSACTION}002000080001${port}${address}`);
    assert.equal(bed.engine.stats().parseErrors, 0);
  } finally {
    socket.close();
  }
});
