import {
  Attestation,
  EarlyMedia,
  IdentityHeader,
  NumberStyle,
  type Trunk as WireTrunk,
} from '@firstring/contracts/sip/trunk_service';
import type { NumberStyle as Style } from '../../domain/number-format.ts';
import type { AttestationLevel, CallerIdentity, Trunk } from '../../domain/trunk.ts';

/** A trunk for whoever asks: everything but its password. */
export function encodeTrunk(trunk: Trunk): WireTrunk {
  const { numberFormat, identity, media, probe, registration } = trunk;
  const { expiresS, ...registering } = registration;
  const { called, caller, rules, ...format } = numberFormat;
  return {
    ...trunk,
    targets: [...trunk.targets],
    account: { ...trunk.account, password: '' },
    registration: { ...registering, expiresSeconds: expiresS },
    callerIds: trunk.callerIds.map(({ number, processIds }) => ({ number, processIds: [...processIds] })),
    campaignIds: [...trunk.campaignIds],
    numberFormat: { ...format, calledStyle: STYLES[called], callerStyle: STYLES[caller], rules: [...rules] },
    identity: {
      ...identity,
      header: HEADERS[identity.header],
      attestation: ATTESTATIONS[identity.attestation],
    },
    media: {
      ...media,
      codecs: [...media.codecs],
      direct: media.direct === true,
      delayedOffer: media.delayedOffer === true,
      earlyMedia: media.earlyMedia === 'play' ? EarlyMedia.EARLY_MEDIA_PLAY : EarlyMedia.EARLY_MEDIA_RINGBACK,
    },
    probe: {
      off: probe.off,
      intervalSeconds: Math.round(probe.intervalMs / 1000),
      suspectAfter: probe.suspectAfter,
      downAfter: probe.downAfter,
      healthyAfter: probe.healthyAfter,
    },
    sourceAddresses: [...trunk.sourceAddresses],
  };
}

const HEADERS: Readonly<Record<CallerIdentity['header'], IdentityHeader>> = {
  asserted: IdentityHeader.IDENTITY_HEADER_P_ASSERTED,
  preferred: IdentityHeader.IDENTITY_HEADER_P_PREFERRED,
  'remote-party': IdentityHeader.IDENTITY_HEADER_REMOTE_PARTY,
  none: IdentityHeader.IDENTITY_HEADER_NONE,
};

/** Attestation levels on the wire. */
export const ATTESTATIONS: Readonly<Record<AttestationLevel, Attestation>> = {
  '': Attestation.ATTESTATION_UNSPECIFIED,
  A: Attestation.ATTESTATION_A,
  B: Attestation.ATTESTATION_B,
  C: Attestation.ATTESTATION_C,
};

const STYLES: Readonly<Record<Style, NumberStyle>> = {
  'e164-plus': NumberStyle.NUMBER_STYLE_E164_PLUS,
  e164: NumberStyle.NUMBER_STYLE_E164,
  national: NumberStyle.NUMBER_STYLE_NATIONAL,
  international: NumberStyle.NUMBER_STYLE_INTERNATIONAL,
};
