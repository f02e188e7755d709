import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONTACTS_MAX, register, type Contact, type RegisterRequest } from './registration.ts';

const SOURCE = { address: '198.51.100.7', port: 40_001, protocol: 'udp' };

function asking(contacts: RegisterRequest['contacts'], more: Partial<RegisterRequest> = {}): RegisterRequest {
  return { callId: 'a', cseq: 1, contacts, expiresS: undefined, source: SOURCE, userAgent: 'phone', ...more };
}

function listing(uri: string, expiresS?: number): RegisterRequest['contacts'] {
  return { type: 'list', list: [{ uri, expiresS }] };
}

function accepted(before: readonly Contact[], request: RegisterRequest, nowAt = 0): readonly Contact[] {
  const result = register(before, request, nowAt);
  assert.equal(result.type, 'accepted');
  return result.type === 'accepted' ? result.contacts : [];
}

const one = accepted([], asking(listing('sip:ada@10.0.0.5:5062', 120)));

test('a contact is kept with the address its REGISTER came from, until it expires', () => {
  assert.deepEqual(one[0]?.source, SOURCE);
  assert.equal(one[0]?.expiresAt, 120_000);
  assert.deepEqual(accepted(one, asking({ type: 'query' }), 119_999), one);
  assert.deepEqual(accepted(one, asking({ type: 'query' }), 120_000), []);
});

test('expiry: too short is refused with 423, too long is shortened, absent is the header and then ten minutes', () => {
  assert.deepEqual(register([], asking(listing('sip:ada@h', 59)), 0), { type: 'refused', status: 423 });
  assert.equal(accepted([], asking(listing('sip:ada@h', 90_000)))[0]?.expiresAt, 3_600_000);
  assert.equal(accepted([], asking(listing('sip:ada@h'), { expiresS: 300 }))[0]?.expiresAt, 300_000);
  assert.equal(accepted([], asking(listing('sip:ada@h')))[0]?.expiresAt, 600_000);
});

test('zero removes one contact, * removes all and only with Expires 0', () => {
  const two = accepted(one, asking(listing('sip:ada@10.0.0.6'), { cseq: 2 }));
  assert.equal(two.length, 2);
  assert.deepEqual(accepted(two, asking(listing('sip:ada@10.0.0.6', 0), { cseq: 3 })), one);
  assert.deepEqual(register(two, asking({ type: 'all' }), 0), { type: 'refused', status: 400 });
  assert.deepEqual(accepted(two, asking({ type: 'all' }, { expiresS: 0, cseq: 3 })), []);
});

test('a refresh replaces its contact, however the host is written; an overtaken one is refused', () => {
  const refreshed = accepted(one, asking(listing('sip:ada@10.0.0.5:5062', 240), { cseq: 2 }));
  assert.equal(refreshed.length, 1);
  assert.equal(refreshed[0]?.expiresAt, 240_000);
  assert.deepEqual(register(refreshed, asking(listing('sip:ada@10.0.0.5:5062', 60)), 0), {
    type: 'refused',
    status: 500,
  });
  const host = accepted([], asking(listing('sip:ada@Phone.Example')));
  assert.equal(accepted(host, asking(listing('sip:ada@phone.example'), { cseq: 2 })).length, 1);
});

test('one list is all or nothing', () => {
  const list = [
    { uri: 'sip:ada@a', expiresS: 300 },
    { uri: 'sip:ada@b', expiresS: 10 },
  ];
  assert.equal(register([], asking({ type: 'list', list }), 0).type, 'refused');
});

test('an agent has at most five phones: the oldest makes room', () => {
  let contacts: readonly Contact[] = [];
  for (let phone = 0; phone < CONTACTS_MAX + 2; phone += 1) {
    contacts = accepted(
      contacts,
      asking(listing(`sip:ada@host-${phone}`), { callId: `call-${phone}` }),
      phone,
    );
  }
  assert.deepEqual(
    contacts.map((contact) => contact.uri),
    [2, 3, 4, 5, 6].map((phone) => `sip:ada@host-${phone}`),
  );
});
