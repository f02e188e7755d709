import { reasonError } from '@firstring/contracts';
import {
  Attestation,
  EarlyMedia,
  IdentityHeader,
  NumberStyle,
  type NumberFormat as WireFormat,
  type Trunk as WireTrunk,
} from '@firstring/contracts/sip/trunk_service';
import { PLAIN_NUMBERS, type NumberFormat, type NumberStyle as Style } from '../../domain/number-format.ts';
import type { TrunkDraft } from '../../domain/trunk-defaults.ts';
import type { AttestationLevel, CallerIdentity, Trunk } from '../../domain/trunk.ts';

/** A trunk as it was sent, a zero replaced by the field's default. */
export function decodeTrunk(wire: WireTrunk): TrunkDraft {
  const { account, registration, identity, media, probe } = wire;
  return {
    trunkId: wire.trunkId,
    name: wire.name === '' ? wire.trunkId : wire.name,
    disabled: wire.disabled,
    priority: wire.priority,
    targets: wire.targets.map((target) => ({ ...target, weight: target.weight || 1 })),
    account: {
      username: account?.username ?? '',
      password: account?.password ?? '',
      realm: account?.realm ?? '',
    },
    registration: {
      enabled: registration?.enabled ?? false,
      domain: registration?.domain ?? '',
      user: registration?.user ?? '',
      expiresS: registration?.expiresSeconds ?? 0,
    },
    callerIds: wire.callerIds.map(({ number, processIds }) => ({ number, processIds })),
    localPresence: wire.localPresence,
    campaignIds: wire.campaignIds,
    callsPerSecond: wire.callsPerSecond || 10,
    callsMax: wire.callsMax || 100,
    numberFormat: decodeFormat(wire.numberFormat),
    identity: {
      header: HEADERS[identity?.header ?? 'IDENTITY_HEADER_UNSPECIFIED'],
      withhold: identity?.withhold ?? false,
      diversion: identity?.diversion ?? '',
      attestation: LEVELS[identity?.attestation ?? 'ATTESTATION_UNSPECIFIED'],
    },
    media: {
      codecs: media?.codecs ?? [],
      packetMs: media?.packetMs ?? 0,
      earlyMedia: media?.earlyMedia === EarlyMedia.EARLY_MEDIA_RINGBACK ? 'ringback' : 'play',
      direct: media?.direct ?? false,
      delayedOffer: media?.delayedOffer ?? false,
    },
    probe: decodeProbe(probe),
    followRedirects: wire.followRedirects,
    sourceAddresses: wire.sourceAddresses,
  };
}

function decodeFormat(wire: WireFormat | undefined): NumberFormat {
  if (wire === undefined) return PLAIN_NUMBERS;
  return {
    called: STYLES[wire.calledStyle],
    caller: STYLES[wire.callerStyle],
    countryCode: wire.countryCode,
    nationalPrefix: wire.nationalPrefix,
    internationalPrefix: wire.internationalPrefix || PLAIN_NUMBERS.internationalPrefix,
    techPrefix: wire.techPrefix,
    rules: wire.rules,
  };
}

function decodeProbe(wire: WireTrunk['probe']): Trunk['probe'] {
  return {
    off: wire?.off ?? false,
    intervalMs: (wire?.intervalSeconds || 30) * 1000,
    suspectAfter: wire?.suspectAfter || 1,
    downAfter: wire?.downAfter || 3,
    healthyAfter: wire?.healthyAfter || 2,
  };
}

const HEADERS: Readonly<Record<IdentityHeader, CallerIdentity['header']>> = {
  IDENTITY_HEADER_UNSPECIFIED: 'asserted',
  IDENTITY_HEADER_P_ASSERTED: 'asserted',
  IDENTITY_HEADER_P_PREFERRED: 'preferred',
  IDENTITY_HEADER_REMOTE_PARTY: 'remote-party',
  IDENTITY_HEADER_NONE: 'none',
  get UNRECOGNIZED(): never {
    throw unknownValue('identity.header');
  },
};

const LEVELS: Readonly<Record<Attestation, AttestationLevel>> = {
  ATTESTATION_UNSPECIFIED: '',
  ATTESTATION_A: 'A',
  ATTESTATION_B: 'B',
  ATTESTATION_C: 'C',
  get UNRECOGNIZED(): never {
    throw unknownValue('identity.attestation');
  },
};

const STYLES: Readonly<Record<NumberStyle, Style>> = {
  NUMBER_STYLE_UNSPECIFIED: 'e164-plus',
  NUMBER_STYLE_E164_PLUS: 'e164-plus',
  NUMBER_STYLE_E164: 'e164',
  NUMBER_STYLE_NATIONAL: 'national',
  NUMBER_STYLE_INTERNATIONAL: 'international',
  get UNRECOGNIZED(): never {
    throw unknownValue('number_format');
  },
};

function unknownValue(field: string): Error {
  return reasonError('INVALID_ARGUMENT', { message: `${field} has an unknown value`, details: { field } });
}
