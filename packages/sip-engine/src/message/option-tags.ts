import { headerValues, type SipRequest } from './message.ts';

/** Option tags of the IANA registry of SIP parameters. */
const REGISTERED: ReadonlySet<string> = new Set(
  `100rel 199 answermode early-session eventlist explicitsub from-change geolocation-http geolocation-sip gin gruu
  histinfo ice join multiple-refer norefersub nosub outbound path policy precondition pref privacy recipient-list-invite
  recipient-list-message recipient-list-subscribe record-aware replaces resource-priority sdp-anat sec-agree siprec
  tdialog timer trickle-ice uui`.split(/\s+/),
);

/**
 * What a request requires that nobody can understand: option tags outside the registry (RFC 3261 sections 8.2.2.3 and 19.2). Whether a
 * registered one is understood is for the app to say.
 */
export function unknownRequirements(request: SipRequest): string[] {
  return headerValues(request, 'Require')
    .flatMap((value) => value.split(','))
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '' && !REGISTERED.has(tag.toLowerCase()));
}
