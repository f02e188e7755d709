import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@firstring/kernel/testing';
import type { Source } from '../domain/registration.ts';
import { agentOrders } from './leg-orders.ts';

/** Where an INVITE to a phone is sent that has registered like this. */
function wayTo(uri: string, source: Source, path: readonly string[] = []): string | undefined {
  const contact = { uri, source, path, callId: 'c', cseq: 1, registeredAt: 0, expiresAt: 1, userAgent: '' };
  const [order] = agentOrders({ random: seededRandom('way') }, 'attempt-1', [contact]);
  assert.equal(order?.uri, uri);
  return order.proxy;
}

const from = (protocol: string, address = '198.51.100.7'): Source => ({ address, port: 40_312, protocol });
const TRUNK = 'sip:+19005550100@203.0.113.9:5060;transport=udp';

test('a phone is called where its REGISTER came from, whatever its Contact names: not even a trunk is reached by it', () => {
  for (const protocol of ['udp', 'tcp', 'tls', 'ws', 'wss']) {
    const wanted = `sip:198.51.100.7:40312;transport=${protocol}`;
    assert.equal(wayTo(TRUNK, from(protocol)), wanted);
    assert.equal(wayTo('sip:ann@10.0.0.5:5062', from(protocol)), wanted);
  }
  assert.equal(
    wayTo('sip:ann@[2001:db8::7]', from('tcp', '2001:db8::7')),
    'sip:[2001:db8::7]:40312;transport=tcp',
  );
});

test('a proxy is called by its own name where that is the host its REGISTER came from, and nowhere else', () => {
  const edge = '<sip:edge@198.51.100.7:5060;transport=tcp;lr;maddr=203.0.113.9;ob>';
  assert.equal(wayTo(TRUNK, from('tcp'), [edge]), 'sip:edge@198.51.100.7:5060;transport=tcp');
  assert.equal(
    wayTo(TRUNK, from('udp', '2001:db8::7'), ['<sip:[2001:db8::7]:5060;lr>']),
    'sip:[2001:db8::7]:5060',
  );
  for (const liar of [
    '<sip:203.0.113.9;lr>',
    '<sip:198.51.100.7@203.0.113.9;lr>',
    '<sip:a@198.51.100.7@203.0.113.9>',
    '<sip:carrier.example:5060;lr>',
  ]) {
    assert.equal(wayTo(TRUNK, from('udp'), [liar]), 'sip:198.51.100.7:40312;transport=udp', liar);
  }
});
