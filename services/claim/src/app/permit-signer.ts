import { createHmac, timingSafeEqual } from 'node:crypto';
import { Permit } from '@firstring/contracts/claim/claim_service';

export interface PermitSigner {
  /** The permit with its signature. */
  sign(permit: Permit): Permit;
  verify(permit: Permit): boolean;
}

/** HMAC-SHA-256 over the permit's protobuf bytes without the signature: a permit cannot be made or changed outside claim. */
export function permitSigner(key: string): PermitSigner {
  const mac = (permit: Permit): Buffer =>
    createHmac('sha256', key)
      .update(Permit.encode({ ...permit, signature: '' }).finish())
      .digest();
  return {
    sign: (permit) => ({ ...permit, signature: mac(permit).toString('base64url') }),
    verify(permit) {
      const given = Buffer.from(permit.signature, 'base64url');
      const expected = mac(permit);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
