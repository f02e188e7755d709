import {
  Attestation,
  EarlyMedia,
  Health,
  IdentityHeader,
  NumberStyle,
  RegistrationStatus,
} from '@firstring/contracts/sip/trunk_service';
import type {
  AttestationName,
  EarlyMediaName,
  HealthName,
  IdentityHeaderName,
  NumberStyleName,
  RegistrationName,
} from '../app/views/telephony.ts';

/** The browser's words for the enums of a trunk, both ways. What is unspecified reads as its default. */

export const STYLE_OF: Readonly<Record<NumberStyleName, NumberStyle>> = {
  e164_plus: NumberStyle.NUMBER_STYLE_E164_PLUS,
  e164: NumberStyle.NUMBER_STYLE_E164,
  national: NumberStyle.NUMBER_STYLE_NATIONAL,
  international: NumberStyle.NUMBER_STYLE_INTERNATIONAL,
};

export const HEADER_OF: Readonly<Record<IdentityHeaderName, IdentityHeader>> = {
  p_asserted: IdentityHeader.IDENTITY_HEADER_P_ASSERTED,
  p_preferred: IdentityHeader.IDENTITY_HEADER_P_PREFERRED,
  remote_party: IdentityHeader.IDENTITY_HEADER_REMOTE_PARTY,
  none: IdentityHeader.IDENTITY_HEADER_NONE,
};

export const ATTESTATION_OF: Readonly<Record<AttestationName, Attestation>> = {
  unspecified: Attestation.ATTESTATION_UNSPECIFIED,
  a: Attestation.ATTESTATION_A,
  b: Attestation.ATTESTATION_B,
  c: Attestation.ATTESTATION_C,
};

export const EARLY_MEDIA_OF: Readonly<Record<EarlyMediaName, EarlyMedia>> = {
  play: EarlyMedia.EARLY_MEDIA_PLAY,
  ringback: EarlyMedia.EARLY_MEDIA_RINGBACK,
};

export const HEALTH_NAMES: Readonly<Record<Health, HealthName>> = {
  HEALTH_UNSPECIFIED: 'unknown',
  HEALTH_UNKNOWN: 'unknown',
  HEALTH_HEALTHY: 'healthy',
  HEALTH_SUSPECT: 'suspect',
  HEALTH_DOWN: 'down',
  UNRECOGNIZED: 'unknown',
};

export const REGISTRATION_NAMES: Readonly<Record<RegistrationStatus, RegistrationName>> = {
  REGISTRATION_STATUS_UNSPECIFIED: 'not_wanted',
  REGISTRATION_STATUS_NOT_WANTED: 'not_wanted',
  REGISTRATION_STATUS_TRYING: 'trying',
  REGISTRATION_STATUS_REGISTERED: 'registered',
  REGISTRATION_STATUS_FAILED: 'failed',
  UNRECOGNIZED: 'trying',
};

/** The word for a value of the wire; the first of the table for one it has no word for. */
export function wordOf<Word extends string>(table: Readonly<Record<Word, string>>, value: string): Word {
  const words = Object.keys(table) as Word[]; // keys of the table
  const found = words.find((word) => table[word] === value) ?? words[0];
  if (found === undefined) throw new RangeError('an empty table has no words');
  return found;
}
