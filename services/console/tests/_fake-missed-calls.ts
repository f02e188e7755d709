import { reasonError, toTime } from '@firstring/contracts';
import { Dialback, DialbackState, MissedCause } from '@firstring/contracts/dialback/dialback_service';
import type { MissedCallServiceImplementation } from '@firstring/contracts/dialback/missed_call_service';
import { systemClock } from '@firstring/kernel/system';

const MINUTE_MS = 60_000;
const OPEN: ReadonlySet<string> = new Set([
  DialbackState.DIALBACK_STATE_QUEUED,
  DialbackState.DIALBACK_STATE_PRESENTED,
  DialbackState.DIALBACK_STATE_DIALING,
]);

/** Missed calls of process p1, newest last. */
export class FakeMissedCalls {
  readonly calls = new Map<string, Dialback>();
  readonly asked: { rpc: string; dialbackId: string; by: string }[] = [];
  /** Every question fails while true. */
  down = false;

  add(dialbackId: string, agoMs: number, call: Partial<Dialback> = {}): void {
    const missedAt = systemClock.now() - agoMs;
    const plain = {
      processId: 'p1',
      campaignId: 'solar',
      phone: '+12025550199',
      state: DialbackState.DIALBACK_STATE_QUEUED,
      missedCause: MissedCause.MISSED_CAUSE_CALLER_HUNG_UP,
      orderTime: toTime(missedAt),
      missedTime: toTime(missedAt),
      expireTime: toTime(missedAt + 60 * MINUTE_MS),
    };
    this.calls.set(dialbackId, Dialback.fromPartial({ ...plain, ...call, dialbackId }));
  }

  readonly service: MissedCallServiceImplementation = {
    listOpenDialbacks: async ({ processId }) => {
      const dialbacks = this.#of(processId).filter(({ state }) => OPEN.has(state));
      const serverTime = toTime(systemClock.now());
      return { dialbacks, nextPageToken: '', serverTime, total: dialbacks.length };
    },
    findOpenDialbacks: async ({ processId, leadIds }) => ({
      dialbacks: this.#of(processId).filter(
        ({ state, leadId }) => OPEN.has(state) && leadIds.includes(leadId),
      ),
    }),
    listMissedCalls: async (asked) => ({
      dialbacks: this.#of(asked.processId)
        .toReversed()
        .filter(
          (call) =>
            (asked.phone === '' || call.phone === asked.phone) &&
            (asked.leadId === '' || call.leadId === asked.leadId) &&
            (asked.states.length === 0 || asked.states.includes(call.state)) &&
            (asked.missedCauses.length === 0 || asked.missedCauses.includes(call.missedCause)) &&
            (asked.campaignIds.length === 0 || asked.campaignIds.includes(call.campaignId)) &&
            (!asked.toHandle || isToHandle(call)),
        )
        .slice(0, asked.page?.pageSize),
      nextPageToken: '',
    }),
    releaseDialback: async ({ dialbackId, actorId }) =>
      this.#change('release', dialbackId, actorId, { commonTime: toTime(systemClock.now()) }),
    withdrawDialback: async ({ dialbackId, actorId }) =>
      this.#change('withdraw', dialbackId, actorId, {
        state: DialbackState.DIALBACK_STATE_CANCELLED,
        cause: 'withdrawn',
      }),
    handleMissedCall: async ({ dialbackId, agentId, campaignIds }) => {
      const campaignId = this.calls.get(dialbackId)?.campaignId ?? '';
      if (campaignIds.length > 0 && !campaignIds.includes(campaignId))
        throw reasonError('DIALBACK_NOT_FOUND');
      const handled = { handledTime: toTime(systemClock.now()), handledAgentId: agentId };
      return this.#change('handle', dialbackId, agentId, handled);
    },
  };

  #of(processId: string): Dialback[] {
    if (this.down) throw reasonError('UNAVAILABLE');
    return [...this.calls.values()].filter((call) => call.processId === processId);
  }

  #change(rpc: string, dialbackId: string, by: string, change: Partial<Dialback>): { dialback: Dialback } {
    const call = this.calls.get(dialbackId);
    if (call === undefined) throw reasonError('DIALBACK_NOT_FOUND');
    this.asked.push({ rpc, dialbackId, by });
    const dialback = { ...call, ...change };
    this.calls.set(dialbackId, dialback);
    return { dialback };
  }
}

function isToHandle({ state, phone, handledTime }: Dialback): boolean {
  return state === DialbackState.DIALBACK_STATE_MISSED_ONLY && phone !== '' && handledTime === undefined;
}
