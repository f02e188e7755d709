import assert from 'node:assert/strict';
import { test } from 'node:test';
import DrachtioSrf from 'drachtio-srf';
import type { RegisterPhone } from '../app/register-phone.ts';
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

test('who speaks through a WebSocket is known by their Via: the SIP server shows it as tcp', () => {
  const over = (via: string, protocol: string) =>
    readWhole(
      Object.assign(received(), {
        protocol,
        get: (name: string) => (name === 'Via' ? `SIP/2.0/${via} x.invalid;branch=z9` : received().get(name)),
      }),
    ).request.source.protocol;
  assert.equal(over('WSS', 'tcp'), 'wss');
  assert.equal(over('ws', 'tcp'), 'ws');
  assert.equal(over('TCP', 'tcp'), 'tcp');
  assert.equal(over('TLS', 'tls'), 'tls');
  // What cannot be is not believed.
  assert.equal(over('WS', 'udp'), 'udp');
});

function readWhole(request: IncomingRequest): RegisterPhone {
  const read = readRegister(request);
  assert.ok(typeof read === 'object');
  return read;
}

test('contacts with their own and the common expiry, the source, the phone’s name', () => {
  const read = readWhole(
    received(
      'Contact: <sip:ann@10.0.0.5:5062;line=a>;expires=120, "x" <sip:ann@[2001:db8::1]>',
      'Expires: 300',
      'User-Agent: phone',
    ),
  );
  assert.deepEqual(read.request, {
    callId: 'c1',
    cseq: 7,
    contacts: {
      type: 'list',
      list: [
        { uri: 'sip:ann@10.0.0.5:5062;line=a', expiresS: 120, flow: undefined },
        { uri: 'sip:ann@[2001:db8::1]', expiresS: undefined, flow: undefined },
      ],
    },
    expiresS: 300,
    source: { address: '198.51.100.7', port: 40_001, protocol: 'udp' },
    userAgent: 'phone',
    path: [],
  });
  assert.equal(read.user, 'ann');
});

test('no Contact is a question, * is all', () => {
  assert.equal(readWhole(received()).request.contacts.type, 'query');
  assert.equal(readWhole(received('Contact: *', 'Expires: 0')).request.contacts.type, 'all');
});

test('what cannot become a Request-URI, or a number of seconds, is malformed', () => {
  for (const header of [
    'Contact: <sip:ann@10.0.0.5|x>',
    'Contact: <tel:+12025550123>',
    'Contact: <sip:ann@h>;expires=soon',
    'Contact: <sip:ann@10.0.0.5 lr>',
    `Contact: <sip:${'a'.repeat(600)}@h>`,
    'Expires: -1',
    'Contact: <sip:ann@10.0.0.5>, *',
    'Path: sip:edge.example;lr',
  ]) {
    assert.equal(readRegister(received(header)), 400, header);
  }
});

test('sip/31 a REGISTER with a thousand contacts is 403, and is not even parsed', () => {
  const many = Array.from({ length: 1000 }, (_, index) => `<sip:a${index}@h>`).join(',');
  assert.equal(readRegister(received(`Contact: ${many}`)), 403);
});

test('Path is kept in order; a flow counts where phone and first hop both support outbound', () => {
  const contact = 'Contact: <sip:ann@10.0.0.5>;+sip.instance="<urn:uuid:7>";reg-id=2';
  const flowOf = (...headers: readonly string[]): unknown => {
    const { contacts } = readWhole(received(contact, ...headers)).request;
    return contacts.type === 'list' ? contacts.list[0]?.flow : undefined;
  };
  const flow = { instanceId: 'urn:uuid:7', regId: 2 };
  assert.equal(flowOf(), undefined);
  assert.deepEqual(flowOf('Supported: path, outbound'), flow);
  assert.equal(flowOf('Supported: outbound', 'Path: <sip:edge.example;lr>'), undefined);
  const path = 'Path: <sip:core.example;lr>,<sip:edge.example;lr;ob>';
  assert.deepEqual(flowOf('Supported: outbound', path), flow);
  assert.deepEqual(readWhole(received(contact, path)).request.path, [
    '<sip:core.example;lr>',
    '<sip:edge.example;lr;ob>',
  ]);
});
