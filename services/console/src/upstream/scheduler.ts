import { ColleagueServiceDefinition } from '@firstring/contracts/scheduling/colleague_service';
import { HandServiceDefinition, type OpenLeadResponse } from '@firstring/contracts/scheduling/hand_service';
import {
  SchedulingServiceDefinition,
  type ControlCallRequest,
} from '@firstring/contracts/scheduling/scheduling_service';
import { fromTime, toOptionalTime, toTime } from '@firstring/contracts';
import { unreachable, type Clock } from '@firstring/kernel';
import { streamOptions, type GrpcClients } from '@firstring/service-kit';
import type { CallControlBody, Desks } from '../app/ports.ts';
import type { OpenedView } from '../app/views/desk.ts';
import { toDeskState, toPresence, toReason } from './desk-views.ts';

export function createDesks(clients: GrpcClients, address: string, clock: Clock): Desks {
  const scheduler = clients.client(SchedulingServiceDefinition, address);
  const colleagueClient = clients.client(ColleagueServiceDefinition, address);
  return {
    ...openings(clients, address),
    async *watch(agentId, tabId, signal) {
      for await (const update of scheduler.watchDesk({ agentId, tabId }, streamOptions(signal))) {
        const desk = update.desk === undefined ? undefined : toDeskState(update.desk, clock.now());
        yield { desk, takenOver: update.takenOver };
      }
    },
    async setPresence(agentId, { requestId, ready, reason }) {
      const answer = await scheduler.setPresence({ requestId, agentId, ready, reason: reason ?? '' });
      return toPresence(answer.presence);
    },
    async dial(agentId, { requestId, attemptId, fencingToken, phone = '', overrideReason = '' }) {
      const attempt = { requestId, agentId, attemptId, fencingToken: BigInt(fencingToken) };
      const ask = { ...attempt, phone, overrideReason };
      const answer = await scheduler.dial(ask);
      return { dialling: answer.dialling, reasons: answer.reasons.map(toReason) };
    },
    async hangUp(agentId, { requestId, attemptId }) {
      await scheduler.hangUp({ requestId, agentId, attemptId });
    },
    async control(agentId, { requestId, attemptId, control }) {
      await scheduler.controlCall({ requestId, agentId, attemptId, control: toControl(control) });
    },
    async colleagues(agentId) {
      const { colleagues } = await colleagueClient.listColleagues({ agentId });
      return colleagues.map(({ agentId: colleagueId, presence, presenceTime, free }) => ({
        agentId: colleagueId,
        name: colleagueId,
        presence: toPresence(presence),
        presenceAt: fromTime(presenceTime),
        free,
      }));
    },
    async dispose(agentId, body) {
      const answer = await scheduler.dispose({
        requestId: body.requestId,
        agentId,
        attemptId: body.attemptId,
        fencingToken: BigInt(body.fencingToken),
        dispositionCode: body.dispositionCode,
        note: body.note,
        callbackTime: toOptionalTime(body.callbackAt),
        callbackCommon: body.callbackCommon ?? false,
      });
      return toPresence(answer.presence);
    },
    async skip(agentId, { requestId, attemptId, fencingToken }) {
      const ask = { requestId, agentId, attemptId, fencingToken: BigInt(fencingToken) };
      return toPresence((await scheduler.skip(ask)).presence);
    },
  };
}

function openings(
  clients: GrpcClients,
  address: string,
): Pick<Desks, 'openLead' | 'openNumber' | 'callTime'> {
  const hand = clients.client(HandServiceDefinition, address);
  return {
    openLead: async (agentId, lead) => toOpened(await hand.openLead({ agentId, ...lead })),
    callTime: async (agentId, attemptId, fromAt) =>
      fromTime((await hand.findCallTime({ agentId, attemptId, fromTime: toTime(fromAt) })).callTime),
    openNumber: async (agentId, number) => toOpened(await hand.openNumber({ agentId, ...number })),
  };
}

function toOpened({ attemptId, fencingToken, reasons }: OpenLeadResponse): OpenedView {
  return { attemptId, fencingToken: String(fencingToken), reasons: reasons.map(toReason) };
}

function toControl(control: CallControlBody['control']): NonNullable<ControlCallRequest['control']> {
  switch (control.type) {
    case 'hold':
    case 'resume':
      return { $case: 'hold', value: control.type === 'hold' };
    case 'mute':
      return { $case: 'mute', value: control.on };
    case 'keys':
      return { $case: 'digits', value: control.digits };
    case 'transfer':
      return { $case: 'transfer', value: { agentId: control.agentId, attended: control.attended } };
    case 'complete_transfer':
      return { $case: 'completeTransfer', value: true };
    case 'cancel_transfer':
      return { $case: 'cancelTransfer', value: true };
    default:
      return unreachable(control);
  }
}
