import assert from 'node:assert/strict';
import type { Collector, CollectedSpan } from './_collector.ts';

/** From the vendor's POST to the INVITE, as the parents of the INVITE say. Many submissions travel in one call: that is beside it. */
export const WAY = [
  'POST /v1/links/:token/leads',
  'offer lead',
  'dial lead',
  'firstring.sip.v1.CallService/PlaceCall',
  'firstring.sip.v1.CallService/PlaceCall',
  'INVITE',
];

export interface CalledLead {
  readonly invite: CollectedSpan;
  /** The INVITE's ancestors, oldest first, and itself. */
  readonly way: readonly CollectedSpan[];
  readonly trace: readonly CollectedSpan[];
  /** Names of the spans right below those of a name. */
  children(parent: string): readonly string[];
}

/** The trace of the first INVITE to a lead. */
export function calledLead({ spans }: Collector): CalledLead {
  const invite = spans.find(
    ({ name, attributes }) => name === 'INVITE' && attributes['telephony.party'] === 'lead',
  );
  assert.ok(invite !== undefined, 'no INVITE to a lead was traced');
  const trace = spans.filter(({ traceId }) => traceId === invite.traceId);
  const wayTo = (span: CollectedSpan): CollectedSpan[] => {
    const parent = trace.find(({ spanId }) => spanId === span.parentSpanId);
    return parent === undefined ? [span] : [...wayTo(parent), span];
  };
  return {
    invite,
    way: wayTo(invite),
    trace,
    children(parent) {
      const parents = new Set(trace.filter(({ name }) => name === parent).map(({ spanId }) => spanId));
      return trace.filter(({ parentSpanId }) => parents.has(parentSpanId)).map(({ name }) => name);
    },
  };
}
