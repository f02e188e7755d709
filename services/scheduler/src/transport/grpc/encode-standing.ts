import { toOptionalTime } from '@firstring/contracts';
import type { ExplainLeadResponse } from '@firstring/contracts/scheduling/scheduling_service';
import type { Standing } from '../../domain/order/standing.ts';
import { encodeLane, encodeLevel, encodeReason } from './encode-desk.ts';

/** "Why next, why not" on the wire. */
export function encodeStanding(standing: Standing): ExplainLeadResponse {
  const { lane, level, eligibleAt, reasons, position, step, stepName, listPriority } = standing;
  return {
    lane: encodeLane(lane),
    level: encodeLevel(lane, level),
    eligibleTime: toOptionalTime(eligibleAt === Infinity ? undefined : eligibleAt),
    reasons: reasons.map(encodeReason),
    position,
    step,
    stepName,
    listPriority,
  };
}
