import { reasonError } from '@firstring/contracts';
import type { TrunkServiceDefinition } from '@firstring/contracts/sip/trunk_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { deleteTrunk } from '../../app/delete-trunk.ts';
import { listTrunks } from '../../app/list-trunks.ts';
import { putTrunk } from '../../app/put-trunk.ts';
import type { TrunkDeps } from '../../app/trunk-deps.ts';
import { decodeTrunk } from './decode-trunk.ts';
import { encodeTrunk } from './encode-trunk.ts';
import { encodeTrunkState } from './encode-trunk-state.ts';

/** The method table of TrunkService. Passwords go in and never come out. */
export function trunkServer(deps: TrunkDeps): ServiceImplementation<typeof TrunkServiceDefinition> {
  return {
    async putTrunk({ trunk }) {
      if (trunk === undefined) throw reasonError('INVALID_ARGUMENT', { details: { field: 'trunk' } });
      return { trunk: encodeTrunk(await putTrunk(deps, decodeTrunk(trunk))) };
    },
    async getTrunk({ trunkId }) {
      required(trunkId, 'trunk_id');
      const found = (await listTrunks(deps.trunks)).find((trunk) => trunk.trunkId === trunkId);
      if (found === undefined) throw reasonError('NOT_FOUND', { details: { trunkId } });
      return { trunk: encodeTrunk(found), state: encodeTrunkState(deps, found) };
    },
    async listTrunks() {
      return { trunks: (await listTrunks(deps.trunks)).map(encodeTrunk) };
    },
    async deleteTrunk({ trunkId }) {
      await deleteTrunk(deps, required(trunkId, 'trunk_id'));
      return {};
    },
    async listTrunkStates({ trunkId }) {
      const trunks = await listTrunks(deps.trunks);
      const wanted = trunks.filter((trunk) => trunkId === '' || trunk.trunkId === trunkId);
      return { states: wanted.map((trunk) => encodeTrunkState(deps, trunk)) };
    },
  };
}
