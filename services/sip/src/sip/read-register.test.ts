import assert from 'node:assert/strict';
import { test } from 'node:test';
import DrachtioSrf from 'drachtio-srf';
import type { IncomingRequest } from './drachtio.ts';
import { readRegister } from './read-register.ts';

// Their SipMessage is what a handler gets, less the address fields; it is not in their declarations.
const { SipMessage } = DrachtioSrf as unknown as { SipMessage: new (text: string) => object };

function received(...headers: readonly string[]): IncomingRequest {
  const lines = [
    'REGISTER sip:firstring SIP/2.0',
    'Via: SIP/2.0/UDP 10.0.0.5:5062;branch=z9hG4bK1',
    'From: <sip:ann@firstring>;tag=1',
    'To: "Ann" <sip:ann@firstring>',
    'Call-ID: c1',
    'CSeq: 7 REGISTER',
    ...headers,
  ];
  const message = new SipMessage(`${lines.join('\r\n')}\r\n\r\n`);
  const source = { source_address: '198.51.100.7', source_port: 40_001, protocol: 'UDP' };
  return Object.assign(message, source) as unknown as IncomingRequest;
}

test('contacts with their own and the common expiry, the source, the phone’s name', () => {
  const read = readRegister(
    received(
      'Contact: <sip:ann@10.0.0.5:5062;line=a>;expires=120, "x" <sip:ann@[2001:db8::1]>',
      'Expires: 300',
      'User-Agent: phone',
    ),
  );
  assert.deepEqual(read?.request, {
    callId: 'c1',
    cseq: 7,
    contacts: {
      type: 'list',
      list: [
        { uri: 'sip:ann@10.0.0.5:5062;line=a', expiresS: 120 },
        { uri: 'sip:ann@[2001:db8::1]', expiresS: undefined },
      ],
    },
    expiresS: 300,
    source: { address: '198.51.100.7', port: 40_001, protocol: 'udp' },
    userAgent: 'phone',
  });
  assert.equal(read?.user, 'ann');
});

test('no Contact is a question, * is all', () => {
  assert.equal(readRegister(received())?.request.contacts.type, 'query');
  assert.equal(readRegister(received('Contact: *', 'Expires: 0'))?.request.contacts.type, 'all');
});

test('what cannot become a Request-URI, or a number of seconds, is malformed', () => {
  for (const header of [
    'Contact: <sip:ann@10.0.0.5|x>',
    'Contact: <tel:+12025550123>',
    'Contact: <sip:ann@h>;expires=soon',
    'Contact: <sip:ann@10.0.0.5 lr>',
    `Contact: <sip:${'a'.repeat(600)}@h>`,
    'Expires: -1',
    `Contact: ${Array.from({ length: 11 }, (_, index) => `<sip:a${index}@h>`).join(',')}`,
  ]) {
    assert.equal(readRegister(received(header)), undefined, header);
  }
});
