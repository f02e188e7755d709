/** What came in from outside, since the start. */
export interface IncomingCounters {
  /** REGISTERs by the status of their answer. */
  readonly registers: Record<number, number>;
  /** Source and user pairs banned. */
  signInsBanned: number;
  scannersDropped: number;
  methodsRefused: number;
  /** Requests that the SIP server let through and that break the rules of RFC 3261 section 8.2. */
  malformedRefused: number;
  /** INVITEs of agents' phones: nobody dials by hand without a permit. */
  phoneInvites: number;
  unknownInvites: number;
  /** Calls to a number that was open. */
  inboundTaken: number;
  inboundMissed: number;
  /** Callers who have called too often within a minute. */
  inboundFlooded: number;
  /** Callers on the blacklist. */
  inboundBlacklisted: number;
  /** Missed calls dial-back has not been told of: nobody could call back, or it did not take them at once. */
  inboundUnreported: number;
}

export function newIncomingCounters(): IncomingCounters {
  return {
    registers: {},
    signInsBanned: 0,
    scannersDropped: 0,
    methodsRefused: 0,
    malformedRefused: 0,
    phoneInvites: 0,
    unknownInvites: 0,
    inboundTaken: 0,
    inboundMissed: 0,
    inboundFlooded: 0,
    inboundBlacklisted: 0,
    inboundUnreported: 0,
  };
}
