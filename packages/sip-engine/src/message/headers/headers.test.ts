import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleRequest } from '../../testing/sample-messages.ts';
import { parseAuthHeader } from './auth-params.ts';
import { EXPIRES_MAX_S, parseContacts, parseExpiresS } from './contact.ts';
import { formatCSeq, parseCSeq } from './cseq.ts';
import { parseNameAddr } from './name-addr.ts';
import { formatParams, withoutParam, withParam } from './params.ts';
import { formatRAck, parseRAck, parseRSeq } from './rack.ts';
import { formatVia, parseVia } from './via.ts';

test('a Via value is read with all the white space RFC 3261 allows', () => {
  const via = parseVia(
    'SIP  / 2.0 / udp   192.0.2.2 : 5061 ; branch = z9hG4bK1 ;rport;received=[2001:db8::9]',
  );
  assert.deepEqual([via?.transport, via?.host, via?.port], ['UDP', '192.0.2.2', 5_061]);
  assert.deepEqual(
    [...(via?.params ?? [])],
    [
      ['branch', 'z9hG4bK1'],
      ['rport', ''],
      ['received', '[2001:db8::9]'],
    ],
  );
  assert.equal(parseVia('SIP/2.0/TLS [2001:db8::9]:5070;branch=z9hG4bK1')?.host, '[2001:db8::9]');
});

test('rport and received are filled in without touching the rest', () => {
  const via = parseVia('SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1;rport');
  assert.ok(via !== undefined);
  const params = withParam(withParam(via.params, 'received', '192.0.2.1'), 'rport', '4711');
  assert.equal(
    formatVia({ ...via, params }),
    'SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1;rport=4711;received=192.0.2.1',
  );
  assert.equal(formatParams(withoutParam(params, 'branch')), ';rport=4711;received=192.0.2.1');
});

test('malformed Via values are undefined', () => {
  const bad = [
    '',
    'SIP/2.0/UDP',
    'SIP/2.0 UDP 192.0.2.1',
    'SIP/x/UDP 192.0.2.1',
    'SIP/2.0/U P 192.0.2.1',
    'SIP/2.0/UDP 192.0.2.1;;branch=1',
    'SIP/2.0/UDP 192.0.2.1;',
    'SIP/2.0/UDP 192.0.2.1;branch="open',
    'SIP/2.0/UDP 192.0.2.1:x',
  ];
  for (const value of bad) assert.equal(parseVia(value), undefined, value);
});

const ADDRESSES: readonly [
  value: string,
  displayName: string | undefined,
  uri: string,
  tag: string | undefined,
][] = [
  ['"A \\"B\\" \\\\ <c>, d" <sip:a@example.com;x=1>;tag=t', 'A "B" \\ <c>, d', 'sip:a@example.com;x=1', 't'],
  ['Ada Byron<sip:a@example.com>', 'Ada Byron', 'sip:a@example.com', undefined],
  ['Bell, Alexander <sip:a@example.com>;tag=t', 'Bell, Alexander', 'sip:a@example.com', 't'],
  ['<sip:a@example.com?x=1,2>', undefined, 'sip:a@example.com?x=1,2', undefined],
  ['sip:a@example.com;tag=t', undefined, 'sip:a@example.com', 't'],
  ['sip:a@example.com ;x="<" ; tag=t', undefined, 'sip:a@example.com', 't'],
  ['"" <sip:a@example.com>', undefined, 'sip:a@example.com', undefined],
  ['tel:+15550100;tag=t', undefined, 'tel:+15550100', 't'],
  ['"Ünï çødé 📞" <sip:a@example.com>', 'Ünï çødé 📞', 'sip:a@example.com', undefined],
];

for (const [value, displayName, uri, tag] of ADDRESSES) {
  test(`an address is read: ${value}`, () => {
    const address = parseNameAddr(value);
    assert.deepEqual(
      [address?.displayName, address?.uri, address?.params.get('tag')],
      [displayName, uri, tag],
    );
  });
}

test('malformed addresses are undefined', () => {
  const bad = [
    '',
    '"',
    '"a" sip:a@example.com',
    '"a <sip:a@example.com>',
    '<sip:a@example.com',
    '<>',
    '< sip:a@example.com>',
    '<sip:a @example.com>',
    'sip:a@example.com?Route=x',
    'sip:a@example.com, sip:b@example.com',
    'bob',
    '<sip:a@example.com>x',
    '<sip:a@example.com>;;tag=1',
    '<sip:a@example.com>;tag=a b',
  ];
  for (const value of bad) assert.equal(parseNameAddr(value), undefined, value);
});

test('CSeq, RAck and RSeq keep their ranges', () => {
  assert.deepEqual(parseCSeq(' 0009 \t INVITE'), { number: 9, method: 'INVITE' });
  for (const value of [
    '',
    '1',
    'INVITE',
    '1INVITE',
    '2147483648 INVITE',
    '1.5 INVITE',
    '1 INVITE x',
    '+1 INVITE',
  ]) {
    assert.equal(parseCSeq(value), undefined, value);
  }
  assert.equal(formatCSeq({ number: 2_147_483_647, method: 'BYE' }), '2147483647 BYE');
  const rack = parseRAck('776656 1 INVITE');
  assert.deepEqual(rack, { rseq: 776_656, cseq: { number: 1, method: 'INVITE' } });
  assert.equal(rack === undefined ? '' : formatRAck(rack), '776656 1 INVITE');
  for (const value of ['', '1', '1 INVITE', '0 1 INVITE', '4294967296 1 INVITE'])
    assert.equal(parseRAck(value), undefined, value);
  assert.deepEqual(['1', '4294967295', '0', '-1'].map(parseRSeq), [1, 4_294_967_295, undefined, undefined]);
});

test('sip/32 /33 contacts: a star stands alone; expires is a number, too large is the largest', () => {
  const contacts = (...values: string[]) =>
    parseContacts(
      sampleRequest(
        'REGISTER',
        values.map((value) => ({ name: 'Contact', value })),
      ),
    );
  assert.equal(contacts('*'), '*');
  assert.equal(contacts('*', '<sip:a@example.com>'), undefined);
  assert.equal(contacts('rubbish'), undefined);
  const read = contacts('<sip:a@example.com>;expires=60', 'sip:b@example.com;q=0.1');
  assert.ok(Array.isArray(read));
  assert.deepEqual(
    read.map(({ uri }) => uri),
    ['sip:a@example.com', 'sip:b@example.com'],
  );
  assert.deepEqual(
    ['0', '60', '4294967295', '10000000000000', '-1', '1.5', '', undefined].map(parseExpiresS),
    [0, 60, EXPIRES_MAX_S, EXPIRES_MAX_S, undefined, undefined, undefined, undefined],
  );
});

test('authentication parameters are read with quotes, escapes and commas inside them', () => {
  const header = parseAuthHeader('Digest username="a\\"b, c" , REALM="r",nc=00000001 ,qop=auth');
  assert.equal(header?.scheme, 'Digest');
  assert.deepEqual(
    [...(header?.params ?? [])],
    [
      ['username', 'a"b, c'],
      ['realm', 'r'],
      ['nc', '00000001'],
      ['qop', 'auth'],
    ],
  );
  for (const value of [
    '',
    '"x"',
    'Digest realm',
    'Digest realm="r',
    'Digest realm="a" x',
    'Digest a=1, a=2',
    'Digest =x',
    'Digest a=1,,b=2',
  ]) {
    assert.equal(parseAuthHeader(value), undefined, value);
  }
});
