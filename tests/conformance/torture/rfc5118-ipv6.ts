import { message, refused, type TortureCase } from './torture-case.ts';

interface Variation {
  readonly requestUri?: string;
  readonly via?: string;
  readonly contact?: string;
  readonly body?: string;
}

/** The RFC's messages differ in one place each; the rest of them is this. */
function register({ requestUri, via, contact, body = '' }: Variation): Uint8Array {
  return message(
    `
REGISTER ${requestUri ?? 'sip:[2001:db8::10]'} SIP/2.0
To: sip:user@example.com
From: sip:user@example.com;tag=81x2
Via: ${via ?? 'SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111'}
Call-ID: SSG9559905523997077@hlau_4100
Max-Forwards: 70
Contact: ${contact ?? '"Caller" <sip:caller@[2001:db8::1]>'}
CSeq: 98176 REGISTER
Content-Length: {length}
`,
    body,
  );
}

const SESSION = ['v=0', 'o=assistant 9717 0 IN IP6 2001:db8::20', 's=-', 'c=IN IP6 2001:db8::20', 't=0 0'];
const AUDIO = ['m=audio 6000 RTP/AVP 2', 'a=rtpmap:2 G726-32/8000'];
const IPV4_VIDEO = ['m=video 6024 RTP/AVP 107', 'c=IN IP4 192.0.2.1', 'a=rtpmap:107 H263-1998/90000'];
const IPV6_SDP = [...SESSION, ...AUDIO, ''].join('\r\n');
const MIXED_SDP = [...SESSION, ...AUDIO, ...IPV4_VIDEO, ''].join('\r\n');

/** RFC 5118: IPv6 in SIP. */
export const IPV6_CASES: readonly TortureCase[] = [
  {
    name: 'ipv6-good',
    section: '4.1',
    about: 'an IPv6 reference in the Request-URI',
    bytes: register({}),
    expected: { type: 'accepted', startLine: 'REGISTER sip:[2001:db8::10]' },
  },
  {
    name: 'ipv6-bad',
    section: '4.2',
    about: 'an IPv6 address without brackets',
    bytes: register({ requestUri: 'sip:2001:db8::10' }),
    expected: refused(400),
  },
  {
    name: 'port-ambiguous',
    section: '4.3',
    about: 'what was meant as a port is part of the address',
    bytes: register({ requestUri: 'sip:[2001:db8::10:5070]' }),
    expected: { type: 'accepted', startLine: 'REGISTER sip:[2001:db8::10:5070]' },
  },
  {
    name: 'port-unambiguous',
    section: '4.4',
    about: 'a port behind the brackets',
    bytes: register({ requestUri: 'sip:[2001:db8::10]:5070' }),
    expected: { type: 'accepted', startLine: 'REGISTER sip:[2001:db8::10]:5070' },
  },
  {
    name: 'via-received-param-with-delim',
    section: '4.5',
    about: 'received with brackets',
    bytes: register({ via: 'SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111' }),
    expected: { type: 'accepted' },
  },
  {
    name: 'via-received-param-no-delim',
    section: '4.5',
    about: 'received without brackets, as the grammar has it',
    bytes: register({ via: 'SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3' }),
    expected: { type: 'accepted' },
  },
  {
    name: 'ipv6-in-sdp',
    section: '4.6',
    about: 'IPv6 in SDP, which is not read here',
    bytes: register({ body: IPV6_SDP }),
    expected: { type: 'accepted', bodyBytes: IPV6_SDP.length },
  },
  {
    name: 'mult-ip-in-header',
    section: '4.7',
    about: 'both kinds of address in one list',
    bytes: register({
      via: 'SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKas3-111,SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144',
    }),
    expected: {
      type: 'accepted',
      headers: {
        Via: [
          'SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKas3-111',
          'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144',
        ],
      },
    },
  },
  {
    name: 'mult-ip-in-sdp',
    section: '4.8',
    about: 'both kinds of address in SDP, which is not read here',
    bytes: register({ body: MIXED_SDP }),
    expected: { type: 'accepted', bodyBytes: MIXED_SDP.length },
  },
  {
    name: 'ipv4-mapped-ipv6',
    section: '4.9',
    about: 'IPv4 addresses in the clothes of IPv6',
    bytes: register({
      via: 'SIP/2.0/UDP [::ffff:192.0.2.2]:5060;branch=z9hG4bKhost',
      contact: '"T. desk phone" <sip:ted@[::ffff:192.0.2.2]>',
    }),
    expected: { type: 'accepted', headers: { Contact: ['"T. desk phone" <sip:ted@[::ffff:192.0.2.2]>'] } },
  },
  {
    name: 'ipv6-bug-abnf-3-colons',
    section: '4.10',
    about: 'three colons, which RFC 3261`s grammar allowed by mistake',
    bytes: register({ requestUri: 'sip:user@[2001:db8:::192.0.2.1]' }),
    expected: { type: 'accepted', startLine: 'REGISTER sip:user@[2001:db8:::192.0.2.1]' },
  },
];
