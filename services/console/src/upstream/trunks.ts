import { fromTime } from '@firstring/contracts';
import {
  TrunkServiceDefinition,
  type DeepPartial,
  type Trunk,
  type TrunkState,
} from '@firstring/contracts/sip/trunk_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Trunks } from '../app/telephony-ports.ts';
import type { TrunkSettings, TrunkStateView } from '../app/views/telephony.ts';
import { required } from './lead-store.ts';
import {
  ATTESTATION_OF,
  EARLY_MEDIA_OF,
  HEADER_OF,
  HEALTH_NAMES,
  REGISTRATION_NAMES,
  STYLE_OF,
  wordOf,
} from './trunk-words.ts';

/** Trunks with what the sip service knows of them. */
export function createTrunks(clients: GrpcClients, address: string): Trunks {
  const service = clients.client(TrunkServiceDefinition, address);
  return {
    async list() {
      const [{ trunks }, { states }] = await Promise.all([
        service.listTrunks({}),
        service.listTrunkStates({}),
      ]);
      const byId = new Map(states.map((state) => [state.trunkId, toState(state)]));
      return trunks.map((trunk) => ({
        trunkId: trunk.trunkId,
        settings: toSettings(trunk),
        state: byId.get(trunk.trunkId),
      }));
    },
    async put(trunkId, { settings, password }, requestId) {
      const answer = await service.putTrunk({ requestId, trunk: toWire(trunkId, settings, password) });
      return toSettings(required(answer.trunk));
    },
    async delete(trunkId, requestId) {
      await service.deleteTrunk({ requestId, trunkId });
    },
  };
}

function toSettings(trunk: Trunk): TrunkSettings {
  const { account, registration, numberFormat, identity, media, probe } = trunk;
  return {
    name: trunk.name,
    disabled: trunk.disabled,
    priority: trunk.priority,
    targets: trunk.targets.map(({ address, priority, weight }) => ({ address, priority, weight })),
    account: { username: account?.username ?? '', realm: account?.realm ?? '' },
    registration: {
      enabled: registration?.enabled ?? false,
      domain: registration?.domain ?? '',
      user: registration?.user ?? '',
      expiresSeconds: registration?.expiresSeconds ?? 0,
    },
    callerIds: trunk.callerIds.map(({ number, processIds }) => ({ number, processIds })),
    localPresence: trunk.localPresence,
    campaignIds: trunk.campaignIds,
    callsPerSecond: trunk.callsPerSecond,
    callsMax: trunk.callsMax,
    numberFormat: {
      calledStyle: wordOf(STYLE_OF, numberFormat?.calledStyle ?? ''),
      callerStyle: wordOf(STYLE_OF, numberFormat?.callerStyle ?? ''),
      countryCode: numberFormat?.countryCode ?? '',
      nationalPrefix: numberFormat?.nationalPrefix ?? '',
      internationalPrefix: numberFormat?.internationalPrefix ?? '',
      techPrefix: numberFormat?.techPrefix ?? '',
      rules: (numberFormat?.rules ?? []).map(({ prefix, replacement }) => ({ prefix, replacement })),
    },
    identity: {
      header: wordOf(HEADER_OF, identity?.header ?? ''),
      withhold: identity?.withhold ?? false,
      diversion: identity?.diversion ?? '',
      attestation: wordOf(ATTESTATION_OF, identity?.attestation ?? ''),
    },
    media: {
      codecs: media?.codecs ?? [],
      packetMs: media?.packetMs ?? 0,
      earlyMedia: wordOf(EARLY_MEDIA_OF, media?.earlyMedia ?? ''),
      direct: media?.direct ?? false,
      delayedOffer: media?.delayedOffer ?? false,
    },
    probe: {
      off: probe?.off ?? false,
      intervalSeconds: probe?.intervalSeconds ?? 0,
      suspectAfter: probe?.suspectAfter ?? 0,
      downAfter: probe?.downAfter ?? 0,
      healthyAfter: probe?.healthyAfter ?? 0,
    },
    followRedirects: trunk.followRedirects,
    sourceAddresses: trunk.sourceAddresses,
  };
}

function toWire(trunkId: string, settings: TrunkSettings, password: string): DeepPartial<Trunk> {
  const { account, numberFormat, identity, media } = settings;
  return {
    ...settings,
    trunkId,
    account: { ...account, password },
    numberFormat: {
      ...numberFormat,
      calledStyle: STYLE_OF[numberFormat.calledStyle],
      callerStyle: STYLE_OF[numberFormat.callerStyle],
    },
    identity: {
      ...identity,
      header: HEADER_OF[identity.header],
      attestation: ATTESTATION_OF[identity.attestation],
    },
    media: { ...media, earlyMedia: EARLY_MEDIA_OF[media.earlyMedia] },
  };
}

function toState(state: TrunkState): TrunkStateView {
  const { registration } = state;
  return {
    health: HEALTH_NAMES[state.health],
    reason: state.reason,
    targets: state.targets.map((target) => ({
      address: target.address,
      health: HEALTH_NAMES[target.health],
      reason: target.reason,
      lastAnswerAt: fromTime(target.lastAnswerTime),
      roundTripMs: target.roundTripMs,
      restUntilAt: fromTime(target.restUntilTime),
    })),
    registration: {
      status: REGISTRATION_NAMES[registration?.status ?? 'REGISTRATION_STATUS_NOT_WANTED'],
      reason: registration?.reason ?? '',
      expiresAt: fromTime(registration?.expireTime),
    },
    callsNow: state.callsNow,
    invitesLastMinute: state.invitesLastMinute,
    invitesTotal: String(state.invitesTotal),
    failuresTotal: String(state.failuresTotal),
  };
}
