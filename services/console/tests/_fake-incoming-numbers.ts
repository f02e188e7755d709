import { reasonError } from '@firstring/contracts';
import {
  IncomingNumber,
  NoAgentAction,
  NoLeadAction,
  WaitingSound,
} from '@firstring/contracts/leads/incoming_number';
import type { IncomingNumberServiceImplementation } from '@firstring/contracts/leads/incoming_number_service';

/** Numbers people call, in a map; complete as lead-store answers them. */
export class FakeIncomingNumbers {
  readonly numbers = new Map<string, IncomingNumber>();

  add(number: Partial<IncomingNumber> & { incomingNumberId: string }): void {
    const whole = { ...DEFAULTS, processId: 'p1', campaignIds: ['solar'], version: 1n, ...number };
    this.numbers.set(number.incomingNumberId, IncomingNumber.fromPartial(whole));
  }

  readonly service: IncomingNumberServiceImplementation = {
    putIncomingNumber: async ({ incomingNumber: given }) => {
      if (given === undefined) throw reasonError('INVALID_ARGUMENT');
      const incomingNumberId = given.incomingNumberId || `number-${this.numbers.size + 1}`;
      const before = this.numbers.get(incomingNumberId);
      if ((before?.version ?? 0n) !== given.version) throw reasonError('VERSION_CONFLICT');
      const isTaken = [...this.numbers.values()].some(
        (other) => other.phone === given.phone && other.incomingNumberId !== incomingNumberId,
      );
      if (isTaken) throw reasonError('INCOMING_NUMBER_DUPLICATE');
      this.add({ ...completed(given), incomingNumberId, version: given.version + 1n });
      return { incomingNumber: this.#read(given.processId, incomingNumberId) };
    },
    getIncomingNumber: async ({ processId, incomingNumberId }) => ({
      incomingNumber: this.#read(processId, incomingNumberId),
    }),
    listIncomingNumbers: async ({ processId }) => ({
      incomingNumbers: [...this.numbers.values()].filter((number) => number.processId === processId),
      nextPageToken: '',
    }),
    deleteIncomingNumber: async ({ incomingNumberId }) => {
      this.numbers.delete(incomingNumberId);
      return {};
    },
  };

  #read(processId: string, incomingNumberId: string): IncomingNumber {
    const number = this.numbers.get(incomingNumberId);
    if (number?.processId !== processId) throw reasonError('INCOMING_NUMBER_NOT_FOUND');
    return number;
  }
}

const DEFAULTS = {
  enabled: true,
  openingHours: { timeZone: 'America/New_York', slots: [], holidays: [] },
  queue: {
    maxWaitS: 120,
    callersMax: 10,
    noAgent: NoAgentAction.NO_AGENT_ACTION_DIALBACK,
    waiting: WaitingSound.WAITING_SOUND_RINGING,
    announcement: '',
    agentRingS: 20,
  },
  noLead: NoLeadAction.NO_LEAD_ACTION_CONNECT_AS_NEW,
  dialback: {
    onHangUp: true,
    onTimeout: true,
    onNoAgent: true,
    timeLimitS: 3600,
    retryGapS: 300,
    attemptsMax: 3,
    ownerOnlyS: 0,
  },
};

function completed(given: IncomingNumber): IncomingNumber {
  const said = Object.entries(given).filter(([name, value]) => value !== undefined && name !== 'noLead');
  const noLead = given.noLead === NoLeadAction.NO_LEAD_ACTION_UNSPECIFIED ? DEFAULTS.noLead : given.noLead;
  return { ...given, ...DEFAULTS, ...Object.fromEntries(said), noLead };
}
