import { writeCalled, writeCaller } from './number-format.ts';
import { hostOf, type Trunk } from './trunk.ts';

/** Who is called and who calls, as the headers of an INVITE to this trunk have it. */
export interface InviteIdentity {
  /** Request-URI. */
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Addresses of an INVITE: numbers as the trunk writes them, the verified caller id in From and in the header the trunk wants
 * it in (RFC 3325); withheld, From is anonymous (RFC 3323) and only that header has the number.
 */
export function inviteIdentity(
  trunk: Pick<Trunk, 'numberFormat' | 'identity'>,
  call: { readonly address: string; readonly phone: string; readonly callerId: string },
): InviteIdentity {
  const { numberFormat, identity } = trunk;
  const called = escapeUser(writeCalled(numberFormat, call.phone));
  const caller = escapeUser(writeCaller(numberFormat, call.callerId));
  const here = call.address.replace(/;.*$/, '');
  const callerUri = `sip:${caller}@${hostOf(call.address)}`;
  const { withhold, diversion } = identity;
  return {
    uri: `sip:${called}@${call.address}`,
    from: withhold ? '"Anonymous" <sip:anonymous@anonymous.invalid>' : `<sip:${caller}@localhost>`,
    to: `<sip:${called}@${here}>`,
    headers: {
      ...identityHeader(identity, callerUri),
      ...(withhold ? { Privacy: 'id' } : {}),
      ...(diversion === ''
        ? {}
        : {
            Diversion: `<sip:${escapeUser(writeCaller(numberFormat, diversion))}@${hostOf(call.address)}>;reason=unconditional`,
          }),
    },
  };
}

function identityHeader({ header, withhold }: Trunk['identity'], uri: string): Record<string, string> {
  switch (header) {
    case 'asserted':
      return { 'P-Asserted-Identity': `<${uri}>` };
    case 'preferred':
      return { 'P-Preferred-Identity': `<${uri}>` };
    case 'remote-party':
      return {
        'Remote-Party-ID': `<${uri}>;party=calling;screen=yes;privacy=${withhold ? 'full' : 'off'}`,
      };
    case 'none':
      return {};
  }
}

/** A number sign must not stand in a URI by itself (RFC 3261 section 25.1). */
function escapeUser(user: string): string {
  return user.replaceAll('#', '%23');
}
