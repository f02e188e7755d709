/**
 * What channels do with a call that nobody took (UNAVAILABLE without an answer of ours): they send it again, a few times, to whichever
 * instance is there. That is right because every mutation carries a request_id and everything else reads; `NOT_REPEATED` are the
 * methods it is not right for. A server that did answer is not asked again: it says so with the pushback below.
 */
export const NOT_REPEATED: readonly { readonly service: string; readonly method: string }[] = [
  // After an INVITE may have left nothing above sends again.
  { service: 'firstring.sip.v1.CallService', method: 'PlaceCall' },
  { service: 'firstring.sip.v1.MonitorService', method: 'PlaceTrunkTest' },
  // What the caller has sent so far is gone.
  { service: 'firstring.scheduling.v1.CallerQueueService', method: 'AttendCaller' },
  { service: 'firstring.leads.v1.UploadService', method: 'ReceiveFile' },
  // Said again, it would undo what somebody else has said meanwhile.
  { service: 'firstring.leads.v1.LeadPriceService', method: 'SetLeadPrice' },
  { service: 'firstring.common.v1.CallStreamService', method: 'Carry' },
];

/** The trailer with which a server that has answered says: not again (gRFC A6). */
export const RETRY_PUSHBACK = { name: 'grpc-retry-pushback-ms', never: '-1' } as const;

/** gRPC's service config: calls go round all instances of an address; retries cost at most a tenth more in the long run. */
export const SERVICE_CONFIG: string = JSON.stringify({
  loadBalancingConfig: [{ round_robin: {} }],
  methodConfig: [
    {
      name: [{}],
      retryPolicy: {
        maxAttempts: 4,
        initialBackoff: '0.05s',
        maxBackoff: '1s',
        backoffMultiplier: 2,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
    { name: NOT_REPEATED },
  ],
  retryThrottling: { maxTokens: 10, tokenRatio: 0.1 },
});
