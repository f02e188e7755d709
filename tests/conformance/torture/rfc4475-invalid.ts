import { message, refused, SDP, type TortureCase } from './torture-case.ts';

const BIG = `1${'0'.repeat(100)}`;

/** RFC 4475 section 3.1.2: malformed. Where the RFC leaves a choice, the strict one is taken, except for Date and display names. */
export const INVALID_CASES: readonly TortureCase[] = [
  {
    name: 'badinv01',
    section: '3.1.2.1',
    about: 'separators with nothing between them in Via and Contact',
    bytes: message(
      `
INVITE sip:user@example.com SIP/2.0
To: sip:j.user@example.com
From: sip:caller@example.net;tag=134161461246
Max-Forwards: 7
Call-ID: badinv01.0ha0isndaksdjasdf3234nas
CSeq: 8 INVITE
Via: SIP/2.0/UDP 192.0.2.15;;,;,,
Contact: "Joe" <sip:joe@example.org>;;;;
Content-Length: {length}
Content-Type: application/sdp
`,
      SDP,
    ),
    expected: refused(400),
  },
  {
    name: 'clerr',
    section: '3.1.2.2',
    about: 'Content-Length above what the datagram holds',
    bytes: message(
      `
INVITE sip:user@example.com SIP/2.0
Max-Forwards: 80
To: sip:j.user@example.com
From: sip:caller@example.net;tag=93942939o2
Contact: <sip:caller@hungry.example.net>
Call-ID: clerr.0ha0isndaksdjweiafasdk3
CSeq: 8 INVITE
Via: SIP/2.0/UDP host5.example.com;branch=z9hG4bK-39234-23523
Content-Type: application/sdp
Content-Length: 9999
`,
      SDP,
    ),
    expected: refused(400),
  },
  {
    name: 'ncl',
    section: '3.1.2.3',
    about: 'negative Content-Length',
    bytes: message(
      `
INVITE sip:user@example.com SIP/2.0
Max-Forwards: 254
To: sip:j.user@example.com
From: sip:caller@example.net;tag=32394234
Call-ID: ncl.0ha0isndaksdj2193423r542w35
CSeq: 0 INVITE
Via: SIP/2.0/UDP 192.0.2.53;branch=z9hG4bKkdjuw
Contact: <sip:caller@example53.example.net>
Content-Type: application/sdp
Content-Length: -999
`,
      SDP,
    ),
    expected: refused(400),
  },
  {
    name: 'scalar02',
    section: '3.1.2.4',
    about: 'numbers above their range in a request',
    bytes: message(`
REGISTER sip:example.com SIP/2.0
Via: SIP/2.0/TCP host129.example.com;branch=z9hG4bK342sdfoi3
To: <sip:user@example.com>
From: <sip:user@example.com>;tag=239232jh3
CSeq: 36893488147419103232 REGISTER
Call-ID: scalar02.23o0pd9vanlq3wnrlnewofjas9ui32
Max-Forwards: 300
Expires: ${BIG}
Contact: <sip:user@host129.example.com>;expires=280297596632815
Content-Length: {length}
`),
    expected: refused(400),
  },
  {
    name: 'scalarlg',
    section: '3.1.2.5',
    about: 'numbers above their range in a response',
    bytes: message(`
SIP/2.0 503 Service Unavailable
Via: SIP/2.0/TCP host129.example.com;branch=z9hG4bKzzxdiwo34sw;received=192.0.2.129
To: <sip:user@example.com>
From: <sip:other@example.net>;tag=2easdjfejw
CSeq: 9292394834772304023312 OPTIONS
Call-ID: scalarlg.noase0of0234hn2qofoaf0232aewf2394r
Retry-After: 949302838503028349304023988
Warning: 1812 overture "In Progress"
Content-Length: {length}
`),
    expected: refused(400, false),
  },
  {
    name: 'quotbal',
    section: '3.1.2.6',
    about: 'a quote that never closes',
    bytes: message(
      `
INVITE sip:user@example.com SIP/2.0
To: "Mr. J. User <sip:j.user@example.com>
From: sip:caller@example.net;tag=93334
Max-Forwards: 10
Call-ID: quotbal.aksdj
Contact: <sip:caller@host59.example.net>
CSeq: 8 INVITE
Via: SIP/2.0/UDP 192.0.2.59:5050;branch=z9hG4bKkdjuw39234
Content-Type: application/sdp
Content-Length: {length}
`,
      SDP,
    ),
    expected: refused(400),
  },
  ...requestLines(),
  {
    name: 'baddate',
    section: '3.1.2.12',
    about: 'a Date of another zone than GMT, which is nothing a call depends on',
    bytes: message(
      `
INVITE sip:user@example.com SIP/2.0
To: sip:user@example.com
From: sip:caller@example.net;tag=2234923
Max-Forwards: 70
Call-ID: baddate.239423mnsadf3j23lj42--sedfnm234
CSeq: 1392934 INVITE
Via: SIP/2.0/UDP host.example.com;branch=z9hG4bKkdjuw
Date: Fri, 01 Jan 2010 16:00:00 EST
Contact: <sip:caller@host5.example.net>
Content-Type: application/sdp
Content-Length: {length}
`,
      SDP,
    ),
    expected: { type: 'accepted', headers: { Date: ['Fri, 01 Jan 2010 16:00:00 EST'] } },
  },
  {
    name: 'regbadct',
    section: '3.1.2.13',
    about: 'a Contact with a question mark and no brackets',
    bytes: message(`
REGISTER sip:example.com SIP/2.0
To: sip:user@example.com
From: sip:user@example.com;tag=998332
Max-Forwards: 70
Call-ID: regbadct.k345asrl3fdbv@10.0.0.1
CSeq: 1 REGISTER
Via: SIP/2.0/UDP 135.180.130.133:5060;branch=z9hG4bKkdjuw
Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E
l: {length}
`),
    expected: refused(400),
  },
  {
    name: 'badaspec',
    section: '3.1.2.14',
    about: 'spaces inside the brackets',
    bytes: message(`
OPTIONS sip:user@example.org SIP/2.0
Via: SIP/2.0/UDP host4.example.com:5060;branch=z9hG4bKkdju43234
Max-Forwards: 70
From: "Bell, Alexander" <sip:a.g.bell@example.com>;tag=433423
To: "Watson, Thomas" < sip:t.watson@example.org >
Call-ID: badaspec.sdf0234n2nds0a099u23h3hnnw009cdkne3
Accept: application/sdp
CSeq: 3923239 OPTIONS
l: {length}
`),
    expected: refused(400),
  },
  {
    name: 'baddn',
    section: '3.1.2.15',
    about: 'a comma in a display name without quotes; who is meant is plain, so it is taken',
    bytes: message(`
OPTIONS sip:t.watson@example.org SIP/2.0
Via:     SIP/2.0/UDP c.example.com:5060;branch=z9hG4bKkdjuw
Max-Forwards:      70
From:    Bell, Alexander <sip:a.g.bell@example.com>;tag=43
To:      Watson, Thomas <sip:t.watson@example.org>
Call-ID: baddn.31415@c.example.com
Accept: application/sdp
CSeq:    3923239 OPTIONS
l: {length}
`),
    expected: { type: 'accepted', headers: { From: ['Bell, Alexander <sip:a.g.bell@example.com>;tag=43'] } },
  },
  {
    name: 'badvers',
    section: '3.1.2.16',
    about: 'another version of the protocol',
    bytes: message(`
OPTIONS sip:t.watson@example.org SIP/7.0
Via:     SIP/7.0/UDP c.example.com;branch=z9hG4bKkdjuw
Max-Forwards:     70
From:    A. Bell <sip:a.g.bell@example.com>;tag=qweoiqpe
To:      T. Watson <sip:t.watson@example.org>
Call-ID: badvers.31417@c.example.com
CSeq:    1 OPTIONS
l: {length}
`),
    expected: refused(505),
  },
  {
    name: 'mismatch01',
    section: '3.1.2.17',
    about: 'another method in CSeq',
    bytes: message(`
OPTIONS sip:user@example.com SIP/2.0
To: sip:j.user@example.com
From: sip:caller@example.net;tag=34525
Max-Forwards: 6
Call-ID: mismatch01.dj0234sxdfl3
CSeq: 8 INVITE
Via: SIP/2.0/UDP host.example.com;branch=z9hG4bKkdjuw
l: {length}
`),
    expected: refused(400),
  },
  {
    name: 'mismatch02',
    section: '3.1.2.18',
    about: 'another method in CSeq of an unknown one',
    bytes: message(
      `
NEWMETHOD sip:user@example.com SIP/2.0
To: sip:j.user@example.com
From: sip:caller@example.net;tag=34525
Max-Forwards: 6
Call-ID: mismatch02.dj0234sxdfl3
CSeq: 8 INVITE
Contact: <sip:caller@host.example.net>
Via: SIP/2.0/UDP host.example.net;branch=z9hG4bKkdjuw
Content-Type: application/sdp
l: {length}
`,
      SDP,
    ),
    expected: refused(400),
  },
  {
    name: 'bigcode',
    section: '3.1.2.19',
    about: 'a status above 699',
    bytes: message(`
SIP/2.0 4294967301 better not break the receiver
Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe
Call-ID: bigcode.asdof3uj203asdnf3429uasdhfas3ehjasdfas9i
CSeq: 353494 INVITE
From: <sip:user@example.com>;tag=39ansfi3
To: <sip:user@example.edu>;tag=902jndnke3
Content-Length: {length}
Contact: <sip:user@host105.example.com>
`),
    expected: refused(400, false),
  },
];

/** Sections 3.1.2.7 to 3.1.2.11 differ in the first line only. */
function requestLines(): TortureCase[] {
  const lines: readonly [name: string, about: string, line: string][] = [
    ['ltgtruri', 'a Request-URI in brackets', 'INVITE <sip:user@example.com> SIP/2.0'],
    ['lwsruri', 'white space inside the Request-URI', 'INVITE sip:user@example.com; lr SIP/2.0'],
    ['lwsstart', 'two spaces between the parts of the request line', 'INVITE  sip:user@example.com  SIP/2.0'],
    ['trws', 'spaces behind the request line', 'INVITE sip:remote-target@example.com SIP/2.0  '],
    [
      'escruri',
      'headers in the Request-URI',
      'INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0',
    ],
  ];
  return lines.map(([name, about, line], index) => ({
    name,
    section: `3.1.2.${7 + index}`,
    about,
    bytes: message(
      `
${line}
To: sip:user@example.com
From: sip:caller@example.net;tag=341518
Max-Forwards: 7
Contact: <sip:caller@host39923.example.net>
Call-ID: ${name}.asdfasoeoi2323-asdfwrn23-asd834rk423
CSeq: 2130706432 INVITE
Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKkdjuw2395
Content-Type: application/sdp
Content-Length: {length}
`,
      SDP,
    ),
    expected: refused(400),
  }));
}
