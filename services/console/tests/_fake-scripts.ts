import { toTime } from '@firstring/contracts';
import type { ScriptHealth, ScriptServiceImplementation } from '@firstring/contracts/leads/script_service';

/** A script that mentions "fails" fails. */
export class FakeScripts {
  health: ScriptHealth[] = [];

  switchOff(): void {
    const firstFailure = { reason: 'SCRIPT_FAILED', message: 'Error: no city', leadId: 'l1' };
    const counts = { keys: 3n, failed: 100n, timeouts: 0n, outOfMemory: 0n };
    this.health = [{ policyIndex: 0, ...counts, firstFailure, offTime: toTime(1_700_000_000_000) }];
  }

  get service(): ScriptServiceImplementation {
    return {
      tryScript: async ({ script }) => {
        const failure = { reason: 'SCRIPT_FAILED', message: 'Error: no city', leadId: 'l2' };
        const second = script.includes('fails')
          ? ({ $case: 'failure', value: failure } as const)
          : ({ $case: 'text', value: 'épinal' } as const);
        return {
          leads: [
            { leadId: 'l1', name: 'Ann Lee', result: { $case: 'number', value: 42 } },
            { leadId: 'l2', name: 'Bea Ray', result: second },
          ],
        };
      },
      getScriptHealth: async () => ({ scripts: this.health }),
    };
  }
}
