/** What came in from outside, since the start. */
export interface IncomingCounters {
  /** REGISTERs by the status of their answer. */
  readonly registers: Record<number, number>;
  scannersDropped: number;
  methodsRefused: number;
  /** INVITEs of agents' phones: nobody dials by hand without a permit. */
  phoneInvites: number;
  unknownInvites: number;
  inboundMissed: number;
  inboundUnreported: number;
}

export function newIncomingCounters(): IncomingCounters {
  return {
    registers: {},
    scannersDropped: 0,
    methodsRefused: 0,
    phoneInvites: 0,
    unknownInvites: 0,
    inboundMissed: 0,
    inboundUnreported: 0,
  };
}
