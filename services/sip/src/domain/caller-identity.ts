import type { AttestationLevel } from './trunk.ts';

/** What the network says of a caller's number. */
export interface CallerProof {
  /** The carrier's own verification (RFC 8224 section 6, `verstat`): of the number, of nothing, or that it failed. */
  readonly verification: 'passed' | 'failed' | 'none';
  /** The level the originating carrier claims (RFC 8588); its signature is the carrier's to check, not ours. */
  readonly attestation: AttestationLevel;
}

const PASSPORT_CHARS_MAX = 8192;

/** Reads what came with an INVITE: the `verstat` of the asserted identity, else of From, and the PASSporT of Identity (RFC 8225). */
export function readCallerProof(headers: {
  readonly assertedIdentity: string | undefined;
  readonly from: string | undefined;
  readonly identity: string | undefined;
}): CallerProof {
  const stated = verstatOf(headers.assertedIdentity) ?? verstatOf(headers.from);
  return { verification: stated ?? 'none', attestation: attestationOf(headers.identity) };
}

function verstatOf(header: string | undefined): CallerProof['verification'] | undefined {
  const stated = /;\s*verstat\s*=\s*"?(TN-Validation-(?:Passed|Failed)|No-TN-Validation)/i.exec(
    header ?? '',
  )?.[1];
  switch (stated?.toLowerCase()) {
    case 'tn-validation-passed':
      return 'passed';
    case 'tn-validation-failed':
      return 'failed';
    case 'no-tn-validation':
      return 'none';
    default:
      return undefined;
  }
}

function attestationOf(identity: string | undefined): AttestationLevel {
  if (identity === undefined || identity.length > PASSPORT_CHARS_MAX) return '';
  const payload = /^\s*[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*/.exec(identity)?.[1];
  if (payload === undefined) return '';
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const level = typeof claims === 'object' && claims !== null && 'attest' in claims ? claims.attest : '';
    return level === 'A' || level === 'B' || level === 'C' ? level : '';
  } catch {
    // A PASSporT that cannot be read proves nothing.
    return '';
  }
}
