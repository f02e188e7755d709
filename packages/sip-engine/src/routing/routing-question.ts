import { parseNameAddr } from '../message/headers/name-addr.ts';
import { parseUri } from '../message/headers/uri.ts';
import { header, type SipRequest } from '../message/message.ts';
import type { Flow } from '../transport/transport.ts';

/**
 * What is asked about a request: its method, who, whom, from where, and the parameters of its URI (docs/control-protocol.md section 12).
 */
export function routingUrl(url: string, request: SipRequest, flow: Flow): string {
  const uri = parseUri(request.uri);
  const query = new URLSearchParams([
    ['method', request.method],
    ['domain', uri?.host ?? ''],
    ['protocol', flow.protocol],
    ['source_address', flow.remote.address],
    ['fromUser', userOf(header(request, 'From'))],
    ['toUser', userOf(header(request, 'To'))],
    ['uriUser', uri?.user ?? ''],
    ['contentType', mediaType(header(request, 'Content-Type') ?? '')],
    ['uri', request.uri],
    ...(uri?.params ?? []),
  ]);
  return `${url.replace(/\/$/, '')}/?${query.toString()}`;
}

function userOf(address: string | undefined): string {
  return parseUri(parseNameAddr(address ?? '')?.uri ?? '')?.user ?? '';
}

function mediaType(value: string): string {
  return (value.split(';')[0] ?? '').trim();
}
