import fc from 'fast-check';

/** A request as text, written along the grammar of RFC 3261 section 25 and not by our serialiser. */
export interface GeneratedRequest {
  readonly text: string;
  readonly method: string;
  /** Headers nobody knows, with the values that must come out of the parser. */
  readonly unknown: readonly { readonly name: string; readonly value: string }[];
  readonly body: string;
}

/** A request that breaks one rule. */
export interface BrokenRequest {
  readonly text: string;
  /** Which rule, for the message of a failed test. */
  readonly broken: string;
}

export interface GrammarOptions {
  /** Top Via's sent-by; `rport` is added, so that the answer comes back. */
  readonly sentBy: string;
  readonly methods: readonly string[];
}

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const characters = (from: string, maxLength: number, minLength = 1): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...from.split('')), minLength, maxLength });

const word = characters(ALPHANUMERIC, 10);
const token = characters(`${ALPHANUMERIC}-.!%*_+\`'~`, 12);
const escaped = fc.integer({ min: 0, max: 255 }).map((code) => `%${code.toString(16).padStart(2, '0')}`);
const user = fc
  .array(fc.oneof({ weight: 6, arbitrary: characters(`${ALPHANUMERIC}-_.!~*'()&=+$,;?/`, 6) }, escaped), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(''));
const host = fc.oneof(
  fc.domain().filter((name) => name.length < 60),
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address}]`),
);
const port = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 65_535 }).map((number) => `:${number}`),
);
const uriParam = fc.oneof(
  fc.constantFrom(
    ';lr',
    ';transport=tcp',
    ';user=phone',
    ';method=INVITE',
    ';ttl=15',
    ';maddr=239.255.255.1',
  ),
  fc.tuple(word, word).map(([name, value]) => `;x${name}=${value}`),
);
/** No two with one name: that would be a fault. */
const uriParams = fc
  .uniqueArray(uriParam, { maxLength: 3, selector: (text) => text.split('=')[0] })
  .map(joined);
const sipUri = fc
  .tuple(fc.constantFrom('sip', 'sips', 'SIP'), fc.option(user), host, port, uriParams)
  .map(
    ([scheme, name, at, number, params]) =>
      `${scheme}:${name === null ? '' : `${name}@`}${at}${number}${params}`,
  );
const telUri = characters('0123456789', 14, 3).map((digits) => `tel:+${digits}`);

/** White space, which may hold a line break in front of more of it. */
const space = fc.constantFrom(' ', '  ', '\t', ' \r\n ', '\r\n\t');
const someSpace = fc.constantFrom('', '', '', ' ', '\t', ' \r\n ');
const quoted = fc
  .array(
    fc.oneof(
      characters(`${ALPHANUMERIC} ;,<>@?&=:`, 8),
      fc.constantFrom('\\"', '\\\\', '\\a', 'ü', '電', '😀'),
    ),
    {
      maxLength: 4,
    },
  )
  .map((parts) => `"${parts.join('')}"`);
const genericParam = fc
  .tuple(
    word,
    fc.oneof(
      fc.constant(''),
      token.map((value) => `=${value}`),
      quoted.map((value) => `=${value}`),
    ),
  )
  .map(([name, value]) => `;x${name}${value}`);
const genericParams = fc
  .uniqueArray(genericParam, { maxLength: 2, selector: (text) => text.split('=')[0]?.toLowerCase() })
  .map(joined);
const displayName = fc.oneof(
  fc.constant(''),
  quoted,
  fc.array(token, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' ')),
);
const nameAddr = fc
  .tuple(displayName, someSpace, sipUri, genericParams)
  .map(([name, gap, uri, params]) => `${name}${gap}<${uri}>${params}`);
/** Without brackets no parameter and none of `,;?` may be part of the URI. */
const addrSpec = fc.tuple(word, host).map(([name, at]) => `sip:${name}@${at}`);

function joined(parts: readonly string[]): string {
  return parts.join('');
}

/** A name in any case, or its compact form. */
function named(long: string, compact: string): fc.Arbitrary<string> {
  return fc.constantFrom(long, long.toLowerCase(), long.toUpperCase(), compact, compact.toUpperCase());
}

function line(name: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(
      name,
      someSpace.filter((gap) => !gap.includes('\n')),
      someSpace,
      value,
    )
    .map(([written, before, after, text]) => `${written}${before}:${after}${text}`);
}

/** Headers that may come any number of times, in one line or in several. */
const listLine = fc.oneof(
  line(fc.constantFrom('Record-Route', 'record-route'), listOf(sipUri.map((uri) => `<${uri}>`))),
  line(named('Contact', 'm'), listOf(nameAddr)),
  line(named('Supported', 'k'), listOf(token)),
  line(fc.constantFrom('Allow', 'ALLOW'), listOf(token)),
  line(fc.constant('Accept'), listOf(fc.tuple(word, word).map(([type, sub]) => `${type}/${sub}`))),
  line(fc.constant('Warning'), listOf(quoted.map((text) => `399 example.com ${text}`))),
  line(fc.constant('In-Reply-To'), listOf(word)),
);

function listOf(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(value, { minLength: 1, maxLength: 3 }), fc.constantFrom(',', ', ', ' ,\r\n '))
    .map(([values, comma]) => values.join(comma));
}

/** Text for a header nobody knows; what a folded line means is one space. */
const freeText = fc
  .array(characters(`${ALPHANUMERIC}"<>,;:=@()[]{}/\\?!#%&'*+-._~`, 12), { minLength: 1, maxLength: 5 })
  .chain((parts) =>
    fc
      .constantFrom(' ', '\r\n ', ' \r\n\t')
      .map((gap) => ({ written: parts.join(gap), value: parts.join(' ') })),
  );
const unknownLines = fc
  .uniqueArray(fc.tuple(word, freeText), { maxLength: 3, selector: ([name]) => name.toLowerCase() })
  .map((lines) =>
    lines.map(([name, { written, value }]) => ({ name: `X-${name}`, value, text: `X-${name}: ${written}` })),
  );

const plainBody = fc.constantFrom('', '', 'hello', '\r\n\r\n', 'ü'.repeat(20), 'v=0\r\n');
const multipartBody = fc.tuple(word, plainBody, plainBody).map(([boundary, one, other]) => ({
  type: `multipart/mixed;boundary="${boundary}"`,
  text: [
    `--${boundary}\r\nContent-Type: text/plain\r\n\r\n${one}`,
    `--${boundary}\r\nContent-Type: application/sdp\r\n\r\n${other}`,
    `--${boundary}--\r\n`,
  ].join('\r\n'),
}));
const content = fc.oneof(
  plainBody.map((text) => ({ type: 'text/plain', text })),
  multipartBody,
);

/** Valid requests, each odd in some way that the grammar allows. */
export function validRequest({ sentBy, methods }: GrammarOptions): fc.Arbitrary<GeneratedRequest> {
  const method = fc.constantFrom(...methods);
  const via = fc
    .tuple(someSpace, fc.uuid(), genericParams)
    .map(
      ([gap, id, params]) =>
        `SIP${gap}/${gap}2.0${gap}/${gap}UDP ${sentBy};branch=z9hG4bK${id};rport${params}`,
    );
  const laterVia = fc
    .tuple(host, port, word)
    .map(([at, number, id]) => `SIP/2.0/TCP ${at}${number};branch=z9hG4bK${id}`);
  const parts = fc.record({
    uri: fc.oneof({ weight: 4, arbitrary: sipUri }, telUri),
    vias: fc.tuple(named('Via', 'v'), via, fc.array(laterVia, { maxLength: 2 })),
    from: line(
      named('From', 'f'),
      fc.tuple(fc.oneof(nameAddr, addrSpec), word).map(([address, tag]) => `${address};tag=${tag}`),
    ),
    to: line(named('To', 't'), fc.oneof(nameAddr, addrSpec)),
    callId: line(
      named('Call-ID', 'i'),
      fc.tuple(fc.uuid(), word).map(([id, at]) => `${id}@${at}`),
    ),
    cseq: fc.tuple(fc.integer({ min: 0, max: 2 ** 31 - 1 }), space),
    forwards: fc.option(fc.integer({ min: 1, max: 255 })),
    lists: fc.array(listLine, { maxLength: 4 }),
    unknown: unknownLines,
    content,
    order: fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 }),
  });
  return fc.tuple(method, parts).map(([name, given]) => {
    const { text: body, type } = given.content;
    const [viaName, top, later] = given.vias;
    const lines = [
      // One line or several: what counts is the order of the values.
      `${viaName}: ${[top, ...later].join(', ')}`,
      given.from,
      given.to,
      given.callId,
      `CSeq: ${given.cseq[0]}${given.cseq[1]}${name}`,
      ...(given.forwards === null ? [] : [`Max-Forwards: ${given.forwards}`]),
      ...given.lists,
      ...given.unknown.map(({ text }) => text),
      ...(body === '' ? [] : [`Content-Type: ${type}`]),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    const mixed = lines
      .map((written, index) => ({ written, rank: given.order[index] ?? 0 }))
      .toSorted((one, other) => one.rank - other.rank)
      .map(({ written }) => written);
    return {
      text: `${name} ${given.uri} SIP/2.0\r\n${mixed.join('\r\n')}\r\n\r\n${body}`,
      method: name,
      unknown: given.unknown,
      body,
    };
  });
}

/** Each breaks any valid request, whatever is in it. */
const BREAKS: readonly (readonly [about: string, apply: (text: string) => string])[] = [
  ['no From', (text) => withoutLine(text, /^(from|f)[ \t]*:/i)],
  ['no Call-ID', (text) => withoutLine(text, /^(call-id|i)[ \t]*:/i)],
  ['no CSeq', (text) => withoutLine(text, /^cseq[ \t]*:/i)],
  ['two CSeq', (text) => withLine(text, 'CSeq: 1 OPTIONS')],
  ['two To', (text) => withLine(text, 'To: <sip:second@example.com>')],
  ['another method in CSeq', (text) => text.replace(/^(\w+) /, 'X$1 ')],
  ['version 3', (text) => text.replace(/ SIP\/2\.0\r\n/, ' SIP/3.0\r\n')],
  ['no version', (text) => text.replace(/ SIP\/2\.0\r\n/, '\r\n')],
  ['a line without a colon', (text) => withLine(text, 'this is no header')],
  ['a name with a space in it', (text) => withLine(text, 'Bad Name: x')],
  ['a bare line feed in a value', (text) => withLine(text, 'X-Bare: a\nb')],
  ['a NUL in a value', (text) => withLine(text, 'X-Nul: a\0b')],
  ['a quote that never closes', (text) => withLine(text, 'Contact: "open <sip:a@example.com>')],
  [
    'an empty Contact in a list',
    (text) => withLine(text, 'Contact: <sip:a@example.com>,,<sip:b@example.com>'),
  ],
  [
    'a Content-Length beyond the end',
    (text) => text.replace(/Content-Length: (\d+)/, 'Content-Length: 99$1'),
  ],
  ['a Content-Length that is no number', (text) => text.replace(/Content-Length: \d+/, 'Content-Length: 1x')],
  ['a Max-Forwards that is no number', (text) => withLine(text, 'Max-Forwards: many')],
  ['a broken Via below the first', (text) => withLine(text, 'Via: nonsense')],
  ['a Request-URI in brackets', (text) => text.replace(/^(\w+) (\S+) /, '$1 <$2> ')],
  [
    'a Request-URI with headers',
    (text) => text.replace(/^(\w+) (sips?:\S+|tel:\S+) /i, '$1 sip:a@example.com?Route=x '),
  ],
  ['a cut in the headers', (text) => text.slice(0, text.indexOf('\r\n\r\n') + 2)],
  ['no line break at all', (text) => text.replaceAll('\r\n', ' ')],
];

/** Requests that break one rule each. */
export function brokenRequest(options: GrammarOptions): fc.Arbitrary<BrokenRequest> {
  return fc
    .tuple(validRequest(options), fc.constantFrom(...BREAKS))
    .map(([{ text }, [broken, apply]]) => ({ text: apply(text), broken }));
}

function withLine(text: string, extra: string): string {
  return text.replace('\r\n\r\n', `\r\n${extra}\r\n\r\n`);
}

/** Without the header whose line fits, continuation lines and all. */
function withoutLine(text: string, fits: RegExp): string {
  const end = text.indexOf('\r\n\r\n');
  const lines = text.slice(0, end).split(/\r\n(?![ \t])/);
  return `${lines.filter((each) => !fits.test(each)).join('\r\n')}${text.slice(end)}`;
}
