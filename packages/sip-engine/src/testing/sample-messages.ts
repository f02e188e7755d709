import { createResponse } from '../message/build.ts';
import type { Header, SipRequest, SipResponse } from '../message/message.ts';

/** A complete request from a phone, with a branch, tags and a Contact. Headers given replace those of the same name. */
export function sampleRequest(method: string, headers: readonly Header[] = []): SipRequest {
  const standard: Header[] = [
    { name: 'Via', value: 'SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bK74bf9;rport' },
    { name: 'Max-Forwards', value: '70' },
    { name: 'From', value: '"Ada" <sip:ada@example.com>;tag=9fxced76sl' },
    { name: 'To', value: '<sip:bob@example.net>' },
    { name: 'Call-ID', value: '3848276298220188511@192.0.2.10' },
    { name: 'CSeq', value: `7 ${method}` },
    { name: 'Contact', value: '<sip:ada@192.0.2.10:5062>' },
  ];
  const replaced = new Set(headers.map((entry) => entry.name));
  const kept = standard.filter((entry) => !replaced.has(entry.name));
  return {
    type: 'request',
    method,
    uri: 'sip:bob@example.net',
    headers: [...kept, ...headers],
    body: new Uint8Array(0),
  };
}

/** An answer to `request` with a To tag. */
export function sampleResponse(request: SipRequest, status: number): SipResponse {
  return createResponse(request, status, { toTag: '314159' });
}
