/** Compact forms: RFC 3261 section 7.3.3 and the IANA registry of SIP header fields. */
const COMPACT_FORMS: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  n: 'Identity-Info',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
};

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Headers whose value is a comma list, so that one line with two values means two lines with one. */
const LIST_NAMES = words(`
  Accept Accept-Contact Accept-Encoding Accept-Language Alert-Info Allow Allow-Events Call-Info Contact
  Content-Encoding Content-Language Diversion Error-Info History-Info In-Reply-To P-Asserted-Identity
  P-Associated-URI P-Preferred-Identity Path Proxy-Require Reason Record-Route Reject-Contact
  Request-Disposition Require Route Security-Client Security-Server Security-Verify Service-Route Supported
  Unsupported Via Warning
`);

const OTHER_NAMES = words(`
  Authentication-Info Authorization Call-ID Content-Disposition Content-Length Content-Type CSeq Date Event
  Expires From Identity Identity-Info Join Max-Forwards MIME-Version Min-Expires Min-SE Organization
  P-Access-Network-Info P-Charging-Vector Priority Privacy Proxy-Authenticate Proxy-Authorization RAck
  Refer-Sub Refer-To Referred-By Replaces Reply-To Resource-Priority Retry-After RSeq Server
  Session-Expires Session-ID SIP-ETag SIP-If-Match Subject Subscription-State Target-Dialog Timestamp To
  User-Agent WWW-Authenticate
`);

const CANONICAL = new Map<string, string>();
for (const name of [...LIST_NAMES, ...OTHER_NAMES]) CANONICAL.set(name, name).set(name.toLowerCase(), name);
for (const [compact, name] of Object.entries(COMPACT_FORMS)) CANONICAL.set(compact, name);

const LISTS: ReadonlySet<string> = new Set(LIST_NAMES);

/** Long form in the RFC's spelling of a known header, in whatever case or compact form; an unknown name comes back as it is. */
export function canonicalHeaderName(name: string): string {
  return CANONICAL.get(name) ?? CANONICAL.get(name.toLowerCase()) ?? name;
}

/** Whether the header of this canonical name may carry several values on one line. */
export function isListHeader(canonicalName: string): boolean {
  return LISTS.has(canonicalName);
}
