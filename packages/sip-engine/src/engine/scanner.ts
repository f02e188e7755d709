import { header, type SipMessage } from '../message/message.ts';

/** User-Agents of tools that look for open SIP servers. */
const SCANNERS =
  /friendly-scanner|friendly-request|sipvicious|sipcli|sip-?scan|sundayddr|iwar|sivus|vaxsipuseragent|pplsip|cyber-?sip|eyebeam release 3006o|smap|nmap|masscan|zgrab/i;

export function isScanner(userAgent: string | undefined): boolean {
  return userAgent !== undefined && SCANNERS.test(userAgent);
}

export function isFromScanner(message: SipMessage): boolean {
  return message.type === 'request' && isScanner(header(message, 'User-Agent'));
}
