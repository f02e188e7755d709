import type { RawRequest } from '../_raw-client.ts';

/** A row of docs/bad-inputs.md as it goes over the wire, and what comes back. */
export interface BadInput {
  readonly row: number;
  readonly about: string;
  /** A request, or bytes that are none. */
  readonly input: RawRequest | string | Uint8Array;
  /** How its text becomes bytes; UTF-8 unless given. */
  readonly encoding?: 'latin1';
  /** 'nothing': dropped without a word. */
  readonly answer: number | 'nothing';
}

const V = 'SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-many;rport';

/** Deterministic noise: the same bytes in each run. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state >> 16;
  });
}

export const BAD_INPUTS: readonly BadInput[] = [
  { row: 1, about: 'an empty datagram', input: '', answer: 'nothing' },
  { row: 1, about: 'a line break', input: '\r\n', answer: 'nothing' },
  { row: 2, about: 'one byte', input: 'I', answer: 'nothing' },
  {
    row: 2,
    about: 'a datagram as long as there can be',
    input: { headers: { Subject: 'x'.repeat(65_000) } },
    answer: 400,
  },
  ...Array.from({ length: 3 }, (_, seed): BadInput => ({
    row: 3,
    about: `noise, ${seed + 1}`,
    input: noise(1024, seed + 1),
    answer: 'nothing',
  })),
  { row: 4, about: 'no version', input: { version: '' }, answer: 400 },
  { row: 4, about: 'another version', input: { version: 'SIP/7.0' }, answer: 505 },
  { row: 5, about: 'a method in lower case', input: { method: 'invite' }, answer: 501 },
  { row: 6, about: 'a method nobody knows', input: { method: 'NEWMETHOD' }, answer: 501 },
  { row: 7, about: 'another method in CSeq', input: { headers: { CSeq: '1 INVITE' } }, answer: 400 },
  {
    row: 8,
    about: 'a CSeq above its limit',
    input: { headers: { CSeq: '4294967296 OPTIONS' } },
    answer: 400,
  },
  { row: 8, about: 'a negative CSeq', input: { headers: { CSeq: '-1 OPTIONS' } }, answer: 400 },
  { row: 9, about: 'no Via', input: { headers: { Via: undefined } }, answer: 'nothing' },
  { row: 9, about: 'no From', input: { headers: { From: undefined } }, answer: 'nothing' },
  { row: 9, about: 'no To', input: { headers: { To: undefined } }, answer: 'nothing' },
  { row: 9, about: 'no Call-ID', input: { headers: { 'Call-ID': undefined } }, answer: 'nothing' },
  { row: 9, about: 'no CSeq', input: { headers: { CSeq: undefined } }, answer: 'nothing' },
  { row: 10, about: 'two Call-ID', input: { headers: { 'Call-ID': ['one', 'two'] } }, answer: 400 },
  {
    row: 10,
    about: 'two From',
    input: { headers: { From: ['<sip:a@b>;tag=1', '<sip:c@d>;tag=2'] } },
    answer: 400,
  },
  {
    row: 11,
    about: 'Max-Forwards 0',
    input: { method: 'MESSAGE', headers: { 'Max-Forwards': '0' } },
    answer: 483,
  },
  { row: 11, about: 'no Max-Forwards', input: { headers: { 'Max-Forwards': undefined } }, answer: 200 },
  { row: 11, about: 'Max-Forwards 300', input: { headers: { 'Max-Forwards': '300' } }, answer: 400 },
  {
    row: 13,
    about: 'a Content-Length larger than the datagram',
    input: { headers: { 'Content-Length': '500' } },
    answer: 400,
  },
  {
    row: 13,
    about: 'a Content-Length smaller than the rest',
    input: { headers: { 'Content-Length': '2' }, body: 'abcd' },
    answer: 200,
  },
  {
    row: 13,
    about: 'a negative Content-Length',
    input: { headers: { 'Content-Length': '-5' } },
    answer: 400,
  },
  {
    row: 13,
    about: 'a Content-Length that is no number',
    input: { headers: { 'Content-Length': 'NaN' } },
    answer: 400,
  },
  {
    row: 17,
    about: 'a Request-URI of 256 characters',
    input: { uri: `sip:${'u'.repeat(252)}@127.0.0.1` },
    answer: 200,
  },
  {
    row: 17,
    about: 'a Request-URI of 4,000 characters',
    input: { uri: `sip:${'u'.repeat(3986)}@127.0.0.1` },
    answer: 200,
  },
  {
    row: 17,
    about: 'a Request-URI of 4,097 characters',
    input: { uri: `sip:${'u'.repeat(4083)}@127.0.0.1` },
    answer: 414,
  },
  {
    row: 17,
    about: 'a Request-URI of 60,000 characters',
    input: { uri: `sip:${'u'.repeat(59_986)}@127.0.0.1` },
    answer: 414,
  },
  { row: 18, about: 'a header of 60 KB', input: { headers: { 'X-Long': 'x'.repeat(61_440) } }, answer: 400 },
  {
    row: 18,
    about: '500 headers',
    input: { headers: { 'X-Many': Array.from({ length: 500 }, String) } },
    answer: 400,
  },
  {
    row: 19,
    about: 'folded lines, odd spaces, compact forms',
    input: {
      headers: {
        From: undefined,
        'f ': ' "A\r\n B"\r\n\t<sip:raw@127.0.0.1>\r\n ; tag = 19',
        Supported: undefined,
        k: 'a,\r\n b',
      },
    },
    answer: 200,
  },
  {
    row: 20,
    about: 'an escaped NUL in a user part',
    input: { uri: 'sip:null-%00-null@127.0.0.1' },
    answer: 200,
  },
  {
    row: 20,
    about: 'a real NUL in a user part',
    input: { uri: 'sip:null-\0-null@127.0.0.1' },
    answer: 'nothing',
  },
  {
    row: 21,
    about: 'a display name in UTF-8',
    input: { headers: { From: '"Ünïcödé 電話" <sip:a@b>;tag=21' } },
    answer: 200,
  },
  {
    row: 21,
    about: 'a display name that is no UTF-8',
    input: { headers: { From: '"\xc3\x28\xff" <sip:a@b>;tag=21' } },
    encoding: 'latin1',
    answer: 200,
  },
  {
    row: 23,
    about: 'a Require nobody fulfils',
    input: { headers: { Require: 'nobodyDoesThis' } },
    answer: 420,
  },
  { row: 24, about: 'a URI scheme nobody knows', input: { uri: 'nobody:someone' }, answer: 416 },
  {
    row: 25,
    about: 'a tel: URI with a context',
    input: { uri: 'tel:7042;phone-context=example.com' },
    answer: 200,
  },
  {
    row: 12,
    about: 'two hundred Via',
    input: { headers: { Via: [V, ...Array.from({ length: 200 }, () => V)] } },
    answer: 200,
  },
];
