import type { Clock } from '@firstring/kernel';
import { updateDocument } from '@firstring/service-kit';
import type { Collection } from '@firstring/store';
import type { ScriptRef } from '../../domain/placement/criteria-steps.ts';
import type { KeyOutcome, ScriptFailureReason } from '../../domain/script/script-key.ts';
import type { LeadStoreEventLog } from '../../events.ts';
import type { ScriptFailureDoc, ScriptOffDoc } from '../../store/scripts.ts';
import { scriptId } from '../criteria/campaign-rules.ts';
import type { ScriptAnswer } from './script-runner.ts';

/** Leads in a row for which a script may fail before it is switched off. */
const FAILURES_MAX = 100;

export interface ScriptHealth {
  readonly groupVersion: number;
  readonly keys: number;
  readonly failures: Readonly<Record<ScriptFailureReason, number>>;
  readonly first: ScriptFailureDoc | undefined;
  readonly offAt: number | undefined;
}

interface Counted extends ScriptHealth {
  keys: number;
  readonly failures: Record<ScriptFailureReason, number>;
  first: ScriptFailureDoc | undefined;
  inARow: number;
  offAt: number | undefined;
}

export interface ScriptHealthDeps {
  readonly scriptsOff: Collection<ScriptOffDoc>;
  readonly events: Pick<LeadStoreEventLog, 'scriptFailed' | 'scriptOff'>;
  readonly clock: Clock;
}

/** How the scripts fare since they were saved, or since the service began; what is switched off is stored. */
export class ScriptHealthBook {
  readonly #deps: ScriptHealthDeps;
  readonly #scripts = new Map<string, Counted>();

  constructor(deps: ScriptHealthDeps) {
    this.#deps = deps;
  }

  /** Takes in what a script answered; switches it off when that was one failure too many, or nothing could stop it. */
  async note(
    processId: string,
    script: ScriptRef,
    { leadIds, outcomes, hung }: ScriptAnswer & { readonly leadIds: readonly string[] },
  ): Promise<void> {
    const counted = this.#counted(script);
    if (counted.groupVersion !== script.groupVersion) return;
    for (const [at, outcome] of outcomes.entries()) this.#count(counted, script, leadIds[at] ?? '', outcome);
    const isOver = counted.inARow >= FAILURES_MAX || hung;
    if (!isOver || counted.offAt !== undefined || counted.first === undefined) return;
    const { scriptsOff, clock, events } = this.#deps;
    const { groupVersion, keys, failures, first } = counted;
    const doc = { processId, groupVersion, offAt: clock.now(), keys, failures: { ...failures }, first };
    await updateDocument<ScriptOffDoc, void>(scriptsOff, scriptId(script), () => ({
      answer: undefined,
      doc,
    }));
    counted.offAt = doc.offAt;
    events.scriptOff({ processId, filterGroupId: script.groupId, reason: first.reason });
  }

  /** Undefined for a script of this version that has not run yet. */
  async of(
    script: Pick<ScriptRef, 'groupId' | 'groupVersion' | 'policyIndex'>,
  ): Promise<ScriptHealth | undefined> {
    const counted = this.#scripts.get(scriptId(script));
    if (counted?.groupVersion === script.groupVersion) return counted;
    const off = (await this.#deps.scriptsOff.get(scriptId(script)))?.doc;
    return off?.groupVersion === script.groupVersion ? off : undefined;
  }

  /** What a version of before still answers counts for nobody. */
  #counted(script: ScriptRef): Counted {
    const { groupVersion } = script;
    const known = this.#scripts.get(scriptId(script));
    if (known !== undefined && known.groupVersion >= groupVersion) return known;
    const failures = { SCRIPT_FAILED: 0, SCRIPT_TIMEOUT: 0, SCRIPT_MEMORY: 0 };
    const counted = { groupVersion, keys: 0, failures, first: undefined, inARow: 0, offAt: undefined };
    this.#scripts.set(scriptId(script), counted);
    return counted;
  }

  #count(counted: Counted, { groupId }: ScriptRef, leadId: string, outcome: KeyOutcome): void {
    if (outcome.type === 'key') {
      counted.keys += 1;
      counted.inARow = 0;
      return;
    }
    const { reason, message } = outcome;
    counted.failures[reason] += 1;
    counted.inARow += 1;
    if (counted.first !== undefined) return;
    counted.first = { reason, message, leadId };
    this.#deps.events.scriptFailed({ filterGroupId: groupId, leadId, reason });
  }
}
