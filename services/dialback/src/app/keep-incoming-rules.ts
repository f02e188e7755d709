import type { DialbackRules as WireRules, IncomingNumber } from '@firstring/contracts/leads/incoming_number';
import { updateDocument } from '@firstring/service-kit';
import type { DialbackRules } from '../domain/missed-calls.ts';
import type { DialbackDeps } from './ports.ts';

/** Keeps what a number says of dial-backs; of one that was deleted nothing is left but its version. */
export async function keepIncomingRules(
  deps: Pick<DialbackDeps, 'incomingRules' | 'rules'>,
  { incomingNumberId, processId, version, campaignIds, dialback }: IncomingNumber,
  isDeleted: boolean,
): Promise<void> {
  await updateDocument(deps.incomingRules, incomingNumberId, (before) => {
    if ((before?.version ?? 0) > Number(version)) return { answer: undefined };
    const kept = { version: Number(version), processId, campaignIds: isDeleted ? [] : campaignIds };
    const rules = isDeleted || dialback === undefined ? {} : { rules: rulesOf(dialback, deps.rules) };
    return { answer: undefined, doc: { ...kept, ...rules } };
  });
}

/** A limit that is not given is the service's. */
function rulesOf(wire: WireRules, { ttlMs, attemptsMax }: DialbackRules): DialbackRules {
  return {
    ttlMs: wire.timeLimitS > 0 ? wire.timeLimitS * 1000 : ttlMs,
    retryGapMs: wire.retryGapS * 1000,
    attemptsMax: wire.attemptsMax > 0 ? wire.attemptsMax : attemptsMax,
    ownerOnlyMs: wire.ownerOnlyS * 1000,
    dialsBack: {
      caller_hung_up: wire.onHangUp,
      queue_timeout: wire.onTimeout,
      no_agent: wire.onNoAgent,
    },
  };
}
