import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  register,
  REGISTRATION_POLICY,
  type AskedContact,
  type Contact,
  type RegisterRequest,
  type RegistrationPolicy,
} from './registration.ts';

const NOW = { nowAt: 0, policy: REGISTRATION_POLICY };
const SOURCE = { address: '198.51.100.7', port: 40_001, protocol: 'udp' };

function asking(contacts: RegisterRequest['contacts'], more: Partial<RegisterRequest> = {}): RegisterRequest {
  return {
    callId: 'a',
    cseq: 1,
    contacts,
    expiresS: undefined,
    source: SOURCE,
    userAgent: 'phone',
    path: [],
    ...more,
  };
}

function listing(uri: string, expiresS?: number): RegisterRequest['contacts'] {
  return { type: 'list', list: [{ uri, expiresS, flow: undefined }] };
}

function accepted(before: readonly Contact[], request: RegisterRequest, nowAt = 0): readonly Contact[] {
  const result = register(before, request, { nowAt, policy: REGISTRATION_POLICY });
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
  assert.deepEqual(register([], asking(listing('sip:ada@h', 59)), NOW), { type: 'refused', status: 423 });
  assert.equal(accepted([], asking(listing('sip:ada@h', 90_000)))[0]?.expiresAt, 3_600_000);
  assert.equal(accepted([], asking(listing('sip:ada@h'), { expiresS: 300 }))[0]?.expiresAt, 300_000);
  assert.equal(accepted([], asking(listing('sip:ada@h')))[0]?.expiresAt, 600_000);
});

test('zero removes one contact, * removes all and only with Expires 0', () => {
  const two = accepted(one, asking(listing('sip:ada@10.0.0.6'), { cseq: 2 }));
  assert.equal(two.length, 2);
  assert.deepEqual(accepted(two, asking(listing('sip:ada@10.0.0.6', 0), { cseq: 3 })), one);
  assert.deepEqual(register(two, asking({ type: 'all' }), NOW), { type: 'refused', status: 400 });
  assert.deepEqual(accepted(two, asking({ type: 'all' }, { expiresS: 0, cseq: 3 })), []);
});

test('a refresh replaces its contact, however the host is written; an overtaken one is refused', () => {
  const refreshed = accepted(one, asking(listing('sip:ada@10.0.0.5:5062', 240), { cseq: 2 }));
  assert.equal(refreshed.length, 1);
  assert.equal(refreshed[0]?.expiresAt, 240_000);
  assert.deepEqual(register(refreshed, asking(listing('sip:ada@10.0.0.5:5062', 60)), NOW), {
    type: 'refused',
    status: 500,
  });
  const host = accepted([], asking(listing('sip:ada@Phone.Example')));
  assert.equal(accepted(host, asking(listing('sip:ada@phone.example'), { cseq: 2 })).length, 1);
});

test('one list is all or nothing', () => {
  const list = [
    { uri: 'sip:ada@a', expiresS: 300, flow: undefined },
    { uri: 'sip:ada@b', expiresS: 10, flow: undefined },
  ];
  assert.equal(register([], asking({ type: 'list', list }), NOW).type, 'refused');
});

test('an agent has at most five phones: the oldest makes room', () => {
  let contacts: readonly Contact[] = [];
  for (let phone = 0; phone < REGISTRATION_POLICY.contactsMax + 2; phone += 1) {
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

test('sip/31 where the policy refuses, one phone too many gets 403, and a refresh of a known one does not', () => {
  const policy: RegistrationPolicy = { contactsMax: 1, whenFull: 'refuse' };
  const another = asking(listing('sip:ada@other', 300), { callId: 'b' });
  assert.deepEqual(register(one, another, { nowAt: 0, policy }), { type: 'refused', status: 403 });
  const again = asking(listing('sip:ada@10.0.0.5:5062', 300), { cseq: 2 });
  assert.equal(register(one, again, { nowAt: 0, policy }).type, 'accepted');
});

test('a phone that names its flow replaces that flow, whatever its new address; its second flow stands beside it', () => {
  const flow = (uri: string, regId: number): AskedContact => ({
    uri,
    expiresS: 300,
    flow: { instanceId: 'urn:uuid:1', regId },
  });
  const at = (asked: AskedContact, cseq: number): RegisterRequest =>
    asking({ type: 'list', list: [asked] }, { cseq });
  const first = accepted([], at(flow('sip:ada@a:1', 1), 1));
  const moved = accepted(first, at(flow('sip:ada@b:2', 1), 2));
  assert.deepEqual(
    moved.map(({ uri }) => uri),
    ['sip:ada@b:2'],
  );
  assert.equal(accepted(moved, at(flow('sip:ada@b:3', 2), 3)).length, 2);
  const both = asking({ type: 'list', list: [flow('sip:ada@a:1', 1), flow('sip:ada@a:2', 2)] });
  assert.deepEqual(register([], both, NOW), { type: 'refused', status: 400 });
});

test('the path of a REGISTER is kept with its contact, and a later one replaces it', () => {
  const path = ['<sip:edge.example;lr>'];
  const behind = accepted([], asking(listing('sip:ada@10.0.0.5', 300), { path }));
  assert.deepEqual(behind[0]?.path, path);
  const direct = accepted(behind, asking(listing('sip:ada@10.0.0.5', 300), { cseq: 2 }));
  assert.equal(direct[0]?.path, undefined);
});
