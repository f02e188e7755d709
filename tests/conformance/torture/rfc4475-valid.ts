import { message, SDP, type TortureCase } from './torture-case.ts';

const UNUSUAL_USER =
  "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)";
const UNUSUAL_METHOD = "!interesting-Method0123456789_*+`.%indeed'~";
const LONG = 'extreme'.repeat(40);
const LONG_VIAS = Array.from({ length: 33 }, (_, hop) => `SIP/2.0/TCP sip${34 - hop}.example.com`);
const MULTIPART = Buffer.concat([
  Buffer.from(
    '--7a9cbec02ceef655\r\nContent-Type: text/plain\r\n\r\nHello\r\n\r\n--7a9cbec02ceef655\r\n\r\n',
  ),
  Buffer.from([0x30, 0x82, 0x00, 0x0d, 0x0a, 0x0d, 0x0a, 0xff, 0xfe]),
  Buffer.from('\r\n--7a9cbec02ceef655--'),
]);

/** RFC 4475 section 3.1.1: odd, and valid. */
export const VALID_CASES: readonly TortureCase[] = [
  {
    name: 'wsinv',
    section: '3.1.1.1',
    about: 'folding, white space, escapes and compact names wherever they are allowed',
    bytes: message(
      `
INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
TO :
 sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>
  ;
  tag = 98asjd8
MaX-fOrWaRdS: 0068
Call-ID: wsinv.ndaksdj@192.0.2.1
Content-Length   : {length}
cseq: 0009
  INVITE
Via  : SIP  /   2.0
 /UDP
    192.0.2.2;branch=390skdjuw
s :
NewFangledHeader:   newfangled value
 continued newfangled value
UnknownHeaderWithUnusualValue: ;;,,;;,;
Content-Type: application/sdp
Route:
 <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
v:  SIP  / 2.0  / TCP     spindle.example.com   ;
  branch  =   z9hG4bK9ikj8  ,
 SIP  /    2.0   / UDP  192.168.255.111   ; branch=
 z9hG4bK30239
m:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =
      newvalue ;
  secondparam ; q = 0.33
`,
      SDP,
    ),
    expected: {
      type: 'accepted',
      startLine: 'INVITE sip:vivekg@chair-dnrc.example.com;unknownparam',
      headers: {
        'Max-Forwards': ['0068'],
        CSeq: ['0009 INVITE'],
        Subject: [''],
        NewFangledHeader: ['newfangled value continued newfangled value'],
        UnknownHeaderWithUnusualValue: [';;,,;;,;'],
        Via: [
          'SIP  /   2.0 /UDP 192.0.2.2;branch=390skdjuw',
          'SIP  / 2.0  / TCP     spindle.example.com   ; branch  =   z9hG4bK9ikj8',
          'SIP  /    2.0   / UDP  192.168.255.111   ; branch= z9hG4bK30239',
        ],
        Contact: [
          '"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam = newvalue ; secondparam ; q = 0.33',
        ],
      },
      bodyBytes: SDP.length,
    },
  },
  {
    name: 'intmeth',
    section: '3.1.1.2',
    about: 'every character a method, URI, token, word and quoted string may hold, escaped NUL included',
    bytes: message(`
${UNUSUAL_METHOD} sip:${UNUSUAL_USER}@example.com SIP/2.0
Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+\`'~
To: "BEL:\\\u0007 NUL:\\\u0000 DEL:\\\u007f" <sip:${UNUSUAL_USER}@example.com>
From: token1~\` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%="работающий";tag=_token~1'+\`*%!-.
Call-ID: intmeth.word%ZK-!.*_+'@word\`~)(><:\\/"][?}{
CSeq: 139122385 ${UNUSUAL_METHOD}
Max-Forwards: 255
extensionHeader-!.%*+_\`'~:\ufeff大停電
Content-Length: {length}
`),
    expected: { type: 'accepted', startLine: `${UNUSUAL_METHOD} sip:${UNUSUAL_USER}@example.com` },
  },
  {
    name: 'esc01',
    section: '3.1.1.3',
    about: 'escapes in user parts, hosts of parameters and parameter names',
    bytes: message(
      `
INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0
To: sip:%75se%72@example.com
From: <sip:I%20have%20spaces@example.net>;tag=938
Max-Forwards: 87
i: esc01.239409asdfakjkn23onasd0-3234
CSeq: 234234 INVITE
Via: SIP/2.0/UDP host5.example.net;branch=z9hG4bKkdjuw
C: application/sdp
Contact: <sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>
Content-Length: {length}
`,
      SDP,
    ),
    expected: {
      type: 'accepted',
      startLine: 'INVITE sip:sips%3Auser%40example.com@example.net',
      bodyBytes: SDP.length,
    },
  },
  {
    name: 'escnull',
    section: '3.1.1.4',
    about: 'escaped NUL in user parts, which are three different ones',
    bytes: message(`
REGISTER sip:example.com SIP/2.0
To: sip:null-%00-null@example.com
From: sip:null-%00-null@example.com;tag=839923423
Max-Forwards: 70
Call-ID: escnull.39203ndfvkjdasfkq3w4otrq0adsfdfnavd
CSeq: 14398234 REGISTER
Via: SIP/2.0/UDP host5.example.com;branch=z9hG4bKkdjuw
Contact: <sip:%00@host5.example.com>
Contact: <sip:%00%00@host5.example.com>
L: {length}
`),
    expected: {
      type: 'accepted',
      headers: {
        From: ['sip:null-%00-null@example.com;tag=839923423'],
        Contact: ['<sip:%00@host5.example.com>', '<sip:%00%00@host5.example.com>'],
      },
    },
  },
  {
    name: 'esc02',
    section: '3.1.1.5',
    about: 'a percent sign that is no escape: in a method, a display name and a header name',
    bytes: message(`
RE%47IST%45R sip:registrar.example.com SIP/2.0
To: "%Z%45" <sip:resource@example.com>
From: "%Z%45" <sip:resource@example.com>;tag=f232jadfj23
Call-ID: esc02.asdfnqwo34rq23i34jrjasdcnl23nrlknsdf
Via: SIP/2.0/TCP host.example.com;branch=z9hG4bK209%fzsnel234
CSeq: 29344 RE%47IST%45R
Max-Forwards: 70
Contact: <sip:alias1@host1.example.com>
C%6Fntact: <sip:alias2@host2.example.com>
Contact: <sip:alias3@host3.example.com>
l: {length}
`),
    expected: {
      type: 'accepted',
      startLine: 'RE%47IST%45R sip:registrar.example.com',
      headers: {
        Contact: ['<sip:alias1@host1.example.com>', '<sip:alias3@host3.example.com>'],
        'C%6Fntact': ['<sip:alias2@host2.example.com>'],
      },
    },
  },
  {
    name: 'lwsdisp',
    section: '3.1.1.6',
    about: 'no white space between display name and bracket',
    bytes: message(`
OPTIONS sip:user@example.com SIP/2.0
To: sip:user@example.com
From: caller<sip:caller@example.com>;tag=323
Max-Forwards: 70
Call-ID: lwsdisp.1234abcd@funky.example.com
CSeq: 60 OPTIONS
Via: SIP/2.0/UDP funky.example.com;branch=z9hG4bKkdjuw
l: {length}
`),
    expected: { type: 'accepted' },
  },
  {
    name: 'longreq',
    section: '3.1.1.7',
    about: 'long names, values, parameters and a long list of Via',
    bytes: message(
      `
INVITE sip:user@example.com SIP/2.0
To: "I have a user name of ${LONG} proportion" <sip:user@example.com:6000;unknownparam1=very${LONG}value;longparam${LONG}name=shortvalue;very${LONG}parameterNameWithNoValue>
F: sip:${LONG}@example.net;tag=12982${LONG}424;unknownheaderparam${LONG}name=unknownheaderparam${LONG}value;unknownValueless${LONG}paramname
Call-ID: longreq.one${LONG}longcallid
CSeq: 3882340 INVITE
Unknown${LONG}Name: unknown-${LONG}-value; unknown-${LONG}-parameter-name = unknown-${LONG}-parameter-value
Via: ${LONG_VIAS.join(', ')}
Max-Forwards: 70
Contact: <sip:amazinglylongcallername${LONG}@host5.example.net>
Content-Type: application/sdp
l: {length}
`,
      SDP,
    ),
    expected: { type: 'accepted', headers: { Via: LONG_VIAS }, bodyBytes: SDP.length },
  },
  {
    name: 'dblreq',
    section: '3.1.1.8',
    about: 'a datagram with more in it than the message',
    bytes: Buffer.concat([
      message(`
REGISTER sip:example.com SIP/2.0
To: sip:j.user@example.com
From: sip:j.user@example.com;tag=43251j3j324
Max-Forwards: 8
I: dblreq.0ha0isndaksdj99sdfafnl3lk233412
Contact: sip:j.user@host.example.com
CSeq: 8 REGISTER
Via: SIP/2.0/UDP 192.0.2.125;branch=z9hG4bKkdjuw23492
Content-Length: {length}
`),
      Buffer.from('INVITE sip:joe@example.com SIP/2.0\r\nt: sip:joe@example.com\r\n\r\n'),
    ]),
    expected: { type: 'accepted', startLine: 'REGISTER sip:example.com', bodyBytes: 0 },
  },
  {
    name: 'semiuri',
    section: '3.1.1.9',
    about: 'parameters inside the user part',
    bytes: message(`
OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0
To: sip:j_user@example.com
From: sip:caller@example.org;tag=33242
Max-Forwards: 3
Call-ID: semiuri.0ha0isndaksdj
CSeq: 8 OPTIONS
Accept: application/sdp, application/pkcs7-mime,
        multipart/mixed, multipart/signed,
        message/sip, message/sipfrag
Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKkdjuw
l: {length}
`),
    expected: {
      type: 'accepted',
      startLine: 'OPTIONS sip:user;par=u%40example.net@example.com',
      headers: {
        Accept: [
          'application/sdp',
          'application/pkcs7-mime',
          'multipart/mixed',
          'multipart/signed',
          'message/sip',
          'message/sipfrag',
        ],
      },
    },
  },
  {
    name: 'transports',
    section: '3.1.1.10',
    about: 'known and unknown transports in Via',
    bytes: message(`
OPTIONS sip:user@example.com SIP/2.0
To: sip:user@example.com
From: <sip:caller@example.com>;tag=323
Max-Forwards: 70
Call-ID:  transports.kijh4akdnaqjkwendsasfdj
Accept: application/sdp
CSeq: 60 OPTIONS
Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw
Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf
Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bK2980unddj
Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en
Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bK0a9idfnee
l: {length}
`),
    expected: { type: 'accepted' },
  },
  {
    name: 'mpart01',
    section: '3.1.1.11',
    about: 'a multipart body with binary bytes and empty lines in it',
    bytes: message(
      `
MESSAGE sip:kumiko@example.org SIP/2.0
Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK-d87543-4dade06d0bdb11ee-1--d87543-;rport
Max-Forwards: 70
Route: <sip:127.0.0.1:5080>
Identity: r5mwreLuyDRYBi/0TiPwEsY3rEVsk/G2WxhgTV1PF7hHuLIK0YWVKZhKv9Mj8UeXqkMVbnVq37CD+813gvYjcBUaZngQmXc9WNZSDNGCzA+fWl9MEUHWIZo1CeJebdY/XlgKeTa0Olvq0rt70Q5jiSfbqMJmQFteeivUhkMWYUA=
Contact: <sip:fluffy@127.0.0.1:5070>
To: <sip:kumiko@example.org>
From: <sip:fluffy@example.com>;tag=2fb0dcc9
Call-ID: 3d9485ad0c49859b@Zmx1ZmZ5LW1hYy0xNi5sb2NhbA..
CSeq: 1 MESSAGE
Content-Transfer-Encoding: binary
Content-Type: multipart/mixed;boundary=7a9cbec02ceef655
Date: Sat, 15 Oct 2005 04:44:56 GMT
User-Agent: SIPimp.org/0.2.5 (curses)
Content-Length: {length}
`,
      MULTIPART,
    ),
    expected: {
      type: 'accepted',
      headers: { 'Content-Type': ['multipart/mixed;boundary=7a9cbec02ceef655'] },
      bodyBytes: MULTIPART.length,
    },
  },
  {
    name: 'unreason',
    section: '3.1.1.12',
    about: 'a reason phrase with signs and Cyrillic letters',
    bytes: message(
      `
SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое
Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923
Call-ID: unreason.1234ksdfak3j2erwedfsASdf
CSeq: 35 INVITE
From: sip:user@example.com;tag=11141343
To: sip:user@example.edu;tag=2229
Content-Length: {length}
Content-Type: application/sdp
Contact: <sip:user@host198.example.com>
`,
      SDP,
    ),
    expected: { type: 'accepted', startLine: '200 = 2**3 * 5**2 но сто девяносто девять - простое' },
  },
  {
    name: 'noreason',
    section: '3.1.1.13',
    about: 'an empty reason phrase',
    bytes: message(`
SIP/2.0 100${' '}
Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe
Call-ID: noreason.asndj203insdf99223ndf
CSeq: 35 INVITE
From: <sip:user@example.com>;tag=39ansfi3
To: <sip:user@example.edu>;tag=902jndnke3
Content-Length: {length}
Contact: <sip:user@host105.example.com>
`),
    expected: { type: 'accepted', startLine: '100 ' },
  },
];
