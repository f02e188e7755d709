import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatUri, parseUri, uriScheme } from './uri.ts';
import { decodeEscapes, uriEquals } from './uri-equals.ts';

test('a SIP URI is cut into its parts, which stay as received', () => {
  const uri = parseUri('SIPS:al%69ce;p=1?x:pa%3Ass@Example.COM:5071;Transport=TCP;lr?Subject=a%20b&to=');
  assert.equal(uri?.scheme, 'sips');
  assert.equal(uri?.user, 'al%69ce;p=1?x');
  assert.equal(uri?.password, 'pa%3Ass');
  assert.equal(uri?.host, 'Example.COM');
  assert.equal(uri?.port, 5_071);
  assert.deepEqual(
    [...(uri?.params ?? [])],
    [
      ['transport', 'TCP'],
      ['lr', ''],
    ],
  );
  assert.deepEqual(
    [...(uri?.headers ?? [])],
    [
      ['subject', 'a%20b'],
      ['to', ''],
    ],
  );
});

test('hosts may be names, IPv4 addresses and IPv6 references', () => {
  const hosts = [
    'sip:example.com',
    'sip:a@192.0.2.1',
    'sip:[2001:db8::10]',
    'sip:a@[2001:db8::10]:5070',
    'sip:[::ffff:192.0.2.1];lr',
  ];
  for (const text of hosts) {
    const uri = parseUri(text);
    assert.ok(uri !== undefined, text);
    assert.equal(formatUri(uri), text);
  }
});

test('a tel URI is its number and parameters', () => {
  const uri = parseUri('tel:+1-415-555-0123;phone-context=example.com');
  assert.equal(uri?.user, '+1-415-555-0123');
  assert.equal(uri?.params.get('phone-context'), 'example.com');
  assert.equal(uri === undefined ? '' : formatUri(uri), 'tel:+1-415-555-0123;phone-context=example.com');
});

test('malformed URIs are undefined', () => {
  const bad = [
    '',
    'sip:',
    'sip:@example.com',
    'sip:a@',
    'sip:a@b@c',
    'sip:a b@example.com',
    'sip:a@example.com:',
    'sip:a@example.com:0',
    'sip:a@example.com:65536',
    'sip:a@example.com:50x',
    'sip:2001:db8::10',
    'sip:[2001:db8::10',
    'sip:[]',
    'sip:[::1]x',
    'sip:a@ex,ample',
    'sip:<a@example.com>',
    'sip:a@example.com;;lr',
    'sip:a@example.com?',
    '1sip:a@example.com',
    'mailto:a@example.com',
    'tel:',
    'tel:abcxyz',
    'tel:--',
    'sip:a\0b@example.com',
    'sip:a\r\n@example.com',
  ];
  for (const text of bad) assert.equal(parseUri(text), undefined, text);
});

test('the scheme tells an unknown URI from a broken one', () => {
  assert.deepEqual(
    ['SIP:a', 'nobodyKnowsThisScheme:x', 'soap.beep://x', 'a b:c', ':x', 'none'].map(uriScheme),
    ['sip', 'nobodyknowsthisscheme', 'soap.beep', undefined, undefined, undefined],
  );
});

// RFC 3261 section 19.1.4 lists these pairs.
const EQUAL: readonly [string, string][] = [
  ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
  ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
  ['sip:carol@chicago.com', 'sip:carol@chicago.com;security=on'],
  [
    'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
    'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
  ],
  [
    'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
    'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
  ],
  ['tel:+1-415-555-0123', 'tel:+1(415)5550123'],
];
const DIFFERENT: readonly [string, string][] = [
  ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
  ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
  ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
  ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
  ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
  ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
  ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off'],
  ['sip:bob@biloxi.com', 'sips:bob@biloxi.com'],
  ['sip:bob@biloxi.com', 'sip:biloxi.com'],
  ['tel:+14155550123', 'tel:14155550123'],
];

test('URIs compare by RFC 3261 section 19.1.4, both ways round', () => {
  const same = (a: string, b: string): boolean | undefined => {
    const [left, right] = [parseUri(a), parseUri(b)];
    return left === undefined || right === undefined ? undefined : uriEquals(left, right);
  };
  for (const [a, b] of EQUAL) assert.deepEqual([same(a, b), same(b, a)], [true, true], `${a} ${b}`);
  for (const [a, b] of DIFFERENT) assert.deepEqual([same(a, b), same(b, a)], [false, false], `${a} ${b}`);
});

test('sip/20 an escaped NUL is accepted and never cuts a comparison short', () => {
  const [one, other, bare] = [
    'sip:null-%00-null@example.com',
    'sip:null-%00-other@example.com',
    'sip:null-@example.com',
  ].map(parseUri);
  assert.ok(one !== undefined && other !== undefined && bare !== undefined);
  assert.ok(uriEquals(one, one));
  assert.ok(!uriEquals(one, other) && !uriEquals(one, bare));
  assert.equal(decodeEscapes(one.user ?? ''), 'null-\0-null');
});

test('escapes are decoded as UTF-8, and what is no escape stays', () => {
  assert.deepEqual(['gr%C3%BC%C3%9Fe', '%Z%45', '%ff', 'plain'].map(decodeEscapes), [
    'grüße',
    '%Z%45',
    '%ff',
    'plain',
  ]);
});
