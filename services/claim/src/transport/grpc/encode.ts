import { ERROR_REASONS, toOptionalTime, type ErrorReason } from '@firstring/contracts';
import type { GateReason } from '@firstring/contracts/common/reason';

/** A refusal as the wire wants it, with the catalogue's sentence. */
export function encodeReason(reason: ErrorReason, clearsAt?: number): GateReason {
  return { reason, text: ERROR_REASONS[reason].message, clearsTime: toOptionalTime(clearsAt) };
}
