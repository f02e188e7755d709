import { toOptionalTime } from '@firstring/contracts';
import {
  Health as WireHealth,
  RegistrationStatus,
  type RegistrationState,
  type TargetState,
  type TrunkState,
} from '@firstring/contracts/sip/trunk_service';
import type { Clock } from '@firstring/kernel';
import type { TrunkDeps } from '../../app/trunk-deps.ts';
import type { Health } from '../../domain/target-health.ts';
import type { TrunkRegistration } from '../../domain/trunk-registration.ts';
import type { Trunk } from '../../domain/trunk.ts';

/** Best first. */
const ORDER: readonly Health[] = ['healthy', 'unknown', 'suspect', 'down'];

/** What this instance knows of a trunk. */
export function encodeTrunkState(deps: TrunkDeps, trunk: Trunk): TrunkState {
  const use = deps.pool.use(trunk.trunkId);
  const targets = trunk.targets.map(({ address }) => encodeTarget(deps, trunk.trunkId, address));
  const best = ORDER.flatMap((health) => targets.filter((target) => target.health === HEALTHS[health]))[0];
  return {
    trunkId: trunk.trunkId,
    health: best?.health ?? WireHealth.HEALTH_UNKNOWN,
    reason: trunk.disabled ? 'disabled' : (best?.reason ?? ''),
    targets,
    registration: encodeRegistration(deps, trunk),
    callsNow: use.liveCalls,
    invitesLastSecond: use.lastSecond,
    invitesLastMinute: use.lastMinute,
    invitesTotal: BigInt(use.total),
    failuresTotal: BigInt(use.failures),
    instance: deps.instance,
  };
}

function encodeTarget(deps: TrunkDeps, trunkId: string, address: string): TargetState {
  const { health, reason, ...known } = deps.pool.health(trunkId, address);
  const resting = known.restUntilAt > deps.clock.monotonicMs();
  return {
    address,
    health: HEALTHS[health],
    reason,
    lastProbeTime: wallTime(deps.clock, known.probedAt),
    lastAnswerTime: wallTime(deps.clock, known.answeredAt),
    roundTripMs: Math.round(known.roundTripMs),
    restUntilTime: resting ? wallTime(deps.clock, known.restUntilAt) : undefined,
    failuresInRow: known.failuresInRow,
  };
}

function encodeRegistration(deps: TrunkDeps, trunk: Trunk): RegistrationState {
  const known = deps.registrationOf(trunk.trunkId);
  if (known === undefined) {
    const status = RegistrationStatus.REGISTRATION_STATUS_NOT_WANTED;
    return { status, reason: '', target: '', sipStatus: 0, failuresInRow: 0 };
  }
  return {
    status: STATUSES[known.status],
    reason: known.reason,
    target: trunk.targets[known.target]?.address ?? '',
    sipStatus: known.sipStatus,
    expireTime: wallTime(deps.clock, known.expiresAt),
    nextTryTime: known.asking ? undefined : wallTime(deps.clock, known.nextAt),
    failuresInRow: known.failuresInRow,
  };
}

/** An instant of the clock that only moves forward, as people's clocks show it now. */
function wallTime(clock: Clock, atMs: number | undefined): Date | undefined {
  return atMs === undefined ? undefined : toOptionalTime(clock.now() + atMs - clock.monotonicMs());
}

const HEALTHS: Readonly<Record<Health, WireHealth>> = {
  unknown: WireHealth.HEALTH_UNKNOWN,
  healthy: WireHealth.HEALTH_HEALTHY,
  suspect: WireHealth.HEALTH_SUSPECT,
  down: WireHealth.HEALTH_DOWN,
};

const STATUSES: Readonly<Record<TrunkRegistration['status'], RegistrationStatus>> = {
  trying: RegistrationStatus.REGISTRATION_STATUS_TRYING,
  registered: RegistrationStatus.REGISTRATION_STATUS_REGISTERED,
  failed: RegistrationStatus.REGISTRATION_STATUS_FAILED,
};
