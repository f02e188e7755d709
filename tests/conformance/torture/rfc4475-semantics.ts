import { message, refused, SDP, type TortureCase } from './torture-case.ts';

/**
 * RFC 4475 sections 3.2 to 3.4: well-formed, and wrong or surprising for a layer above, whose answer is named in `about`. The
 * parser must hand these on, with the headers that layer decides by.
 */
export const SEMANTIC_CASES: readonly TortureCase[] = [
  {
    name: 'badbranch',
    section: '3.2.1',
    about: 'a branch of nothing but the magic cookie: matched as RFC 2543 does',
    bytes: message(`
OPTIONS sip:user@example.com SIP/2.0
To: sip:user@example.com
From: sip:caller@example.org;tag=33242
Max-Forwards: 3
Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK
Accept: application/sdp
Call-ID: badbranch.sadonfo23i420jv0as0derf3j3n
CSeq: 8 OPTIONS
l: {length}
`),
    expected: { type: 'accepted', headers: { Via: ['SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK'] } },
  },
  {
    name: 'insuf',
    section: '3.3.1',
    about: 'no Call-ID, From and To, so that nothing could be answered that anybody would match',
    bytes: message(
      `
INVITE sip:user@example.com SIP/2.0
CSeq: 193942 INVITE
Via: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKkdj.insuf
Content-Type: application/sdp
l: {length}
`,
      SDP,
    ),
    expected: refused(400, false),
  },
  ...schemes(),
  {
    name: 'unksm2',
    section: '3.3.4',
    about: 'unknown schemes in From, To and Contact: the registrar refuses the To',
    bytes: message(`
REGISTER sip:example.com SIP/2.0
To: isbn:2983792873
From: <http://www.example.com>;tag=3234233
Call-ID: unksm2.daksdj@hyphenated-host.example.com
CSeq: 234902 REGISTER
Max-Forwards: 70
Via: SIP/2.0/UDP 192.0.2.21:5060;branch=z9hG4bKkdjuw
Contact: <name:John_Smith>
l: {length}
`),
    expected: { type: 'accepted', headers: { To: ['isbn:2983792873'], Contact: ['<name:John_Smith>'] } },
  },
  {
    name: 'bext01',
    section: '3.3.5',
    about: 'unknown option tags in Require and Proxy-Require: 420',
    bytes: message(`
OPTIONS sip:user@example.com SIP/2.0
To: sip:j_user@example.com
From: sip:caller@example.net;tag=242etr
Max-Forwards: 6
Call-ID: bext01.0ha0isndaksdj
Require: nothingSupportsThis, nothingSupportsThisEither
Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis
CSeq: 8 OPTIONS
Via: SIP/2.0/TLS fold-and-staple.example.com;branch=z9hG4bKkdjuw
Content-Length: {length}
`),
    expected: {
      type: 'accepted',
      headers: {
        Require: ['nothingSupportsThis', 'nothingSupportsThisEither'],
        'Proxy-Require': ['noProxiesSupportThis', 'norDoAnyProxiesSupportThis'],
      },
    },
  },
  {
    name: 'invut',
    section: '3.3.6',
    about: 'a body of unknown type: 415',
    bytes: message(
      `
INVITE sip:user@example.com SIP/2.0
Contact: <sip:caller@host5.example.net>
To: sip:j.user@example.com
From: sip:caller@example.net;tag=8392034
Max-Forwards: 70
Call-ID: invut.0ha0isndaksdjadsfij34n23d
CSeq: 235448 INVITE
Via: SIP/2.0/UDP somehost.example.com;branch=z9hG4bKkdjuw
Content-Type: application/unknownformat
Content-Length: {length}
`,
      '<audio>\r\n <pcmu port="443"/>\r\n</audio>\r\n',
    ),
    expected: { type: 'accepted', headers: { 'Content-Type': ['application/unknownformat'] }, bodyBytes: 40 },
  },
  {
    name: 'regaut01',
    section: '3.3.7',
    about: 'an unknown authorization scheme: as if there were none, 401',
    bytes: message(`
REGISTER sip:example.com SIP/2.0
To: sip:j.user@example.com
From: sip:j.user@example.com;tag=87321hj23128
Max-Forwards: 8
Call-ID: regaut01.0ha0isndaksdj
CSeq: 9338 REGISTER
Via: SIP/2.0/TCP 192.0.2.253;branch=z9hG4bKkdjuw
Authorization: NoOneKnowsThisScheme opaque-data=here
Content-Length: {length}
`),
    expected: { type: 'accepted', headers: { Authorization: ['NoOneKnowsThisScheme opaque-data=here'] } },
  },
  {
    name: 'multi01',
    section: '3.3.8',
    about: 'two of what may stand once',
    bytes: message(
      `
INVITE sip:user@company.com SIP/2.0
Contact: <sip:caller@host25.example.net>
Via: SIP/2.0/UDP 192.0.2.25;branch=z9hG4bKkdjuw
Max-Forwards: 70
CSeq: 5 INVITE
Call-ID: multi01.98asdh@192.0.2.1
CSeq: 59 INVITE
Call-ID: multi01.98asdh@192.0.2.2
From: sip:caller@example.com;tag=3413415
To: sip:user@example.com
To: sip:other@example.net
From: sip:caller@example.net;tag=2923420123
Content-Type: application/sdp
l: {length}
Contact: <sip:caller@host36.example.net>
Max-Forwards: 5
`,
      SDP,
    ),
    expected: refused(400),
  },
  {
    name: 'mcl01',
    section: '3.3.9',
    about: 'two Content-Length',
    bytes: message(
      `
OPTIONS sip:user@example.com SIP/2.0
Via: SIP/2.0/UDP host5.example.net;branch=z9hG4bK293423
To: sip:user@example.com
From: sip:other@example.net;tag=3923942
Call-ID: mcl01.fhn2323orihawfdoa3o4r52o3irsdf
CSeq: 15932 OPTIONS
Content-Length: 13
Max-Forwards: 60
Content-Length: 5
Content-Type: text/plain
`,
      'There is no way to know how many octets are supposed to be here.\r\n',
    ),
    expected: refused(400),
  },
  {
    name: 'bcast',
    section: '3.3.10',
    about: 'a response with a broadcast address in its second Via, which must not be forwarded there',
    bytes: message(
      `
SIP/2.0 200 OK
Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923
Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23
Call-ID: bcast.0384840201234ksdfak3j2erwedfsASdf
CSeq: 35 INVITE
From: sip:user@example.com;tag=11141343
To: sip:user@example.edu;tag=2229
Content-Type: application/sdp
Content-Length: {length}
Contact: <sip:user@host28.example.com>
`,
      SDP,
    ),
    expected: { type: 'accepted', startLine: '200 OK' },
  },
  {
    name: 'zeromf',
    section: '3.3.11',
    about: 'Max-Forwards of zero: a user agent answers OPTIONS all the same, a proxy 483',
    bytes: message(`
OPTIONS sip:user@example.com SIP/2.0
To: sip:user@example.com
From: sip:caller@example.net;tag=3ghsd41
Call-ID: zeromf.jfasdlfnm2o2l43r5u0asdfas
CSeq: 39234321 OPTIONS
Via: SIP/2.0/UDP host1.example.com;branch=z9hG4bKkdjuw2349i
Max-Forwards: 0
Content-Length: {length}
`),
    expected: { type: 'accepted', headers: { 'Max-Forwards': ['0'] } },
  },
  ...contacts(),
  {
    name: 'sdp01',
    section: '3.3.15',
    about: 'an Accept without the type of the answer: 406',
    bytes: message(
      `
INVITE sip:user@example.com SIP/2.0
To: sip:j_user@example.com
Contact: <sip:caller@host15.example.net>
From: sip:caller@example.net;tag=234
Max-Forwards: 5
Call-ID: sdp01.ndaksdj9342dasdd
Accept: text/nobodyKnowsThis
CSeq: 8 INVITE
Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw
Content-Length: {length}
Content-Type: application/sdp
`,
      SDP,
    ),
    expected: { type: 'accepted', headers: { Accept: ['text/nobodyKnowsThis'] } },
  },
  {
    name: 'inv2543',
    section: '3.4.1',
    about: 'an INVITE of RFC 2543: no branch, no From tag, no Max-Forwards, no Content-Length',
    bytes: message(
      `
INVITE sip:UserB@example.com SIP/2.0
Via: SIP/2.0/UDP iftgw.example.com
From: <sip:+13035551111@ift.client.example.net;user=phone>
Record-Route: <sip:UserB@example.com;maddr=ss1.example.com>
To: sip:+16505552222@ss1.example.net;user=phone
Call-ID: inv2543.1717@ift.client.example.com
CSeq: 56 INVITE
Content-Type: application/sdp
`,
      SDP,
    ),
    expected: { type: 'accepted', bodyBytes: SDP.length },
  },
];

/** Sections 3.3.2 and 3.3.3: an unknown and an odd scheme in the Request-URI, both answered 416. */
function schemes(): TortureCase[] {
  const uris: readonly [name: string, section: string, uri: string][] = [
    ['unkscm', '3.3.2', 'nobodyKnowsThisScheme:totallyopaquecontent'],
    ['novelsc', '3.3.3', 'soap.beep://192.0.2.103:3002'],
  ];
  return uris.map(([name, section, uri]) => ({
    name,
    section,
    about: 'a Request-URI nobody serves: 416',
    bytes: message(`
OPTIONS ${uri} SIP/2.0
To: sip:user@example.com
From: sip:caller@example.net;tag=384
Max-Forwards: 3
Call-ID: ${name}.nasdfasser0q239nwsdfasdkl34
CSeq: 3923423 OPTIONS
Via: SIP/2.0/TCP host9.example.com;branch=z9hG4bKkdjuw39234
Content-Length: {length}
`),
    expected: { type: 'accepted', startLine: `OPTIONS ${uri}` },
  }));
}

/** Sections 3.3.12 to 3.3.14: whose parameter, and what stands behind the question mark, is for the registrar to tell apart. */
function contacts(): TortureCase[] {
  const values: readonly [name: string, section: string, value: string][] = [
    ['cparam01', '3.3.12', 'sip:+19725552222@gw1.example.net;unknownparam'],
    ['cparam02', '3.3.13', '<sip:+19725552222@gw1.example.net;unknownparam>'],
    ['regescrt', '3.3.14', '<sip:user@example.com?Route=%3Csip:sip.example.com%3E>'],
  ];
  return values.map(([name, section, value]) => ({
    name,
    section,
    about: 'a Contact with a parameter or a header',
    bytes: message(`
REGISTER sip:example.com SIP/2.0
Via: SIP/2.0/UDP saturn.example.com:5060;branch=z9hG4bKkdjuw
Max-Forwards: 70
From: sip:watson@example.com;tag=DkfVgjkrtMwaerKKpe
To: sip:watson@example.com
Call-ID: ${name}.70710@saturn.example.com
CSeq: 2 REGISTER
Contact: ${value}
l: {length}
`),
    expected: { type: 'accepted', headers: { Contact: [value] } },
  }));
}
