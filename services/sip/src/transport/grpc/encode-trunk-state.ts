import { Health, RegistrationStatus, type TrunkState } from '@firstring/contracts/sip/trunk_service';
import type { TrunkDeps } from '../../app/trunk-deps.ts';
import type { Trunk } from '../../domain/trunk.ts';

/** What this instance knows of a trunk. */
export function encodeTrunkState(deps: TrunkDeps, trunk: Trunk): TrunkState {
  const load = deps.pool.load(trunk.trunkId);
  return {
    trunkId: trunk.trunkId,
    health: Health.HEALTH_UNKNOWN,
    reason: '',
    targets: trunk.targets.map(({ address }) => ({
      address,
      health: Health.HEALTH_UNKNOWN,
      reason: '',
      roundTripMs: 0,
      failuresInRow: load.failuresInRow,
    })),
    registration: {
      status: RegistrationStatus.REGISTRATION_STATUS_NOT_WANTED,
      reason: '',
      target: '',
      sipStatus: 0,
      failuresInRow: 0,
    },
    callsNow: load.liveCalls,
    invitesLastSecond: 0,
    invitesLastMinute: 0,
    invitesTotal: 0n,
    failuresTotal: 0n,
    instance: deps.instance,
  };
}
