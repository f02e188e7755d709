import {
  NoAgentAction,
  NoLeadAction,
  WaitingSound,
  type IncomingNumber,
} from '@firstring/contracts/leads/incoming_number';
import { IncomingNumberServiceDefinition } from '@firstring/contracts/leads/incoming_number_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { IncomingNumbers } from '../app/incoming-ports.ts';
import type {
  IncomingNumberSettings,
  IncomingNumberView,
  NoAgentName,
  NoLeadName,
  WaitingSoundName,
} from '../app/views/incoming-numbers.ts';
import { required } from './lead-store.ts';
import { nameOf } from './name-of.ts';

const NO_AGENT: Readonly<Record<NoAgentName, NoAgentAction>> = {
  queue: NoAgentAction.NO_AGENT_ACTION_QUEUE,
  refuse: NoAgentAction.NO_AGENT_ACTION_REFUSE,
  dialback: NoAgentAction.NO_AGENT_ACTION_DIALBACK,
};

const WAITING: Readonly<Record<WaitingSoundName, WaitingSound>> = {
  ringing: WaitingSound.WAITING_SOUND_RINGING,
  tone: WaitingSound.WAITING_SOUND_TONE,
  announcement: WaitingSound.WAITING_SOUND_ANNOUNCEMENT,
};

const NO_LEAD: Readonly<Record<NoLeadName, NoLeadAction>> = {
  refuse: NoLeadAction.NO_LEAD_ACTION_REFUSE,
  connect_as_new: NoLeadAction.NO_LEAD_ACTION_CONNECT_AS_NEW,
  connect_without_lead: NoLeadAction.NO_LEAD_ACTION_CONNECT_WITHOUT_LEAD,
};

export function createIncomingNumbers(clients: GrpcClients, address: string): IncomingNumbers {
  const numbers = clients.client(IncomingNumberServiceDefinition, address);
  return {
    async list(processId, page) {
      const answer = await numbers.listIncomingNumbers({ processId, page });
      return { incomingNumbers: answer.incomingNumbers.map(toView), nextPageToken: answer.nextPageToken };
    },
    async get(ref) {
      return toView(required((await numbers.getIncomingNumber(ref)).incomingNumber));
    },
    async create(requestId, processId, number) {
      const incomingNumber = { ...number, processId, enabled: true };
      const answer = await numbers.putIncomingNumber({ requestId, incomingNumber });
      return toView(required(answer.incomingNumber));
    },
    async change(requestId, { version, settings, ...ref }) {
      const incomingNumber = { ...ref, ...toWire(settings), version: BigInt(version) };
      const answer = await numbers.putIncomingNumber({ requestId, incomingNumber });
      return toView(required(answer.incomingNumber));
    },
    async delete(requestId, { version, ...ref }) {
      await numbers.deleteIncomingNumber({ requestId, ...ref, version: BigInt(version) });
    },
  };
}

function toWire({ timeZone, slots, holidays, queue, noLead, dialback, ...plain }: IncomingNumberSettings) {
  return {
    ...plain,
    openingHours: {
      timeZone,
      slots,
      holidays: holidays.map((day) => ({
        ...day,
        slots: day.slots.map((slot) => ({ ...slot, weekday: 1 })),
      })),
    },
    queue: {
      maxWaitS: queue.maxWaitSeconds,
      callersMax: queue.callersMax,
      noAgent: NO_AGENT[queue.noAgent],
      waiting: WAITING[queue.waiting],
      announcement: queue.announcement,
      agentRingS: queue.agentRingSeconds,
    },
    noLead: NO_LEAD[noLead],
    dialback: {
      onHangUp: dialback.onHangUp,
      onTimeout: dialback.onTimeout,
      onNoAgent: dialback.onNoAgent,
      timeLimitS: dialback.timeLimitSeconds,
      retryGapS: dialback.retryGapSeconds,
      attemptsMax: dialback.attemptsMax,
      ownerOnlyS: dialback.ownerOnlySeconds,
    },
  };
}

function toView(number: IncomingNumber): IncomingNumberView {
  const { openingHours, queue, dialback, noLead, version, ...plain } = number;
  const hours = required(openingHours);
  return {
    ...plain,
    version: Number(version),
    timeZone: hours.timeZone,
    slots: hours.slots,
    holidays: hours.holidays.map(({ date, name, slots }) => ({
      date,
      name,
      slots: slots.map(({ startMinute, endMinute }) => ({ startMinute, endMinute })),
    })),
    queue: toQueue(required(queue)),
    noLead: nameOf(NO_LEAD, noLead) ?? 'connect_as_new',
    dialback: toDialback(required(dialback)),
  };
}

function toQueue(queue: NonNullable<IncomingNumber['queue']>): IncomingNumberView['queue'] {
  return {
    maxWaitSeconds: queue.maxWaitS,
    callersMax: queue.callersMax,
    noAgent: nameOf(NO_AGENT, queue.noAgent) ?? 'dialback',
    waiting: nameOf(WAITING, queue.waiting) ?? 'ringing',
    announcement: queue.announcement,
    agentRingSeconds: queue.agentRingS,
  };
}

function toDialback(rules: NonNullable<IncomingNumber['dialback']>): IncomingNumberView['dialback'] {
  const { onHangUp, onTimeout, onNoAgent, timeLimitS, retryGapS, attemptsMax, ownerOnlyS } = rules;
  return {
    onHangUp,
    onTimeout,
    onNoAgent,
    timeLimitSeconds: timeLimitS,
    retryGapSeconds: retryGapS,
    attemptsMax,
    ownerOnlySeconds: ownerOnlyS,
  };
}
