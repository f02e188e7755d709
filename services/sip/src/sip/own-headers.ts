/** Methods we answer with something better than 405. */
export const ALLOW = 'INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, UPDATE, PRACK, INFO, REFER, NOTIFY';

const USER_AGENT = 'Firstring';

/** What every request and response of ours carries; the SIP server adds none of it (docs/control-protocol.md section 4). */
export const OWN_HEADERS: Readonly<Record<string, string>> = {
  'User-Agent': USER_AGENT,
  Allow: ALLOW,
  Supported: '100rel',
};
