import { fromTime, reasonError } from '@firstring/contracts';
import type {
  ControlCallRequest,
  SchedulingServiceDefinition,
  WatchDeskResponse,
} from '@firstring/contracts/scheduling/scheduling_service';
import { unreachable } from '@firstring/kernel';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import {
  closeDesk,
  dial,
  dispose,
  hangUp,
  openDesk,
  setPresence,
  skip,
  type WorkRef,
} from '../../app/agent-commands.ts';
import { controlCall } from '../../app/control-call.ts';
import type { CallControl } from '../../app/ports.ts';
import { viewDesk } from '../../app/desk-view.ts';
import type { SchedulerDeps } from '../../app/scheduler-deps.ts';
import { encodeDesk, encodePresence, encodeReason } from './encode-desk.ts';

interface WireWorkRef {
  readonly agentId: string;
  readonly attemptId: string;
  readonly fencingToken: bigint;
}

/** The method table of SchedulingService: decode, use case, encode. */
export function schedulingServer(
  deps: SchedulerDeps,
): ServiceImplementation<typeof SchedulingServiceDefinition> {
  return {
    async setPresence({ agentId, ready, reason }) {
      const presence = setPresence(deps, { agentId: required(agentId, 'agent_id'), ready, reason });
      return { presence: encodePresence(presence) };
    },
    watchDesk: ({ agentId }, { signal }) => watchDesk(deps, required(agentId, 'agent_id'), signal),
    async dial(request) {
      const { phone, overrideReason } = request;
      const { dialling, reasons } = await dial(deps, decodeRef(request), {
        ...(phone === '' ? {} : { phone }),
        ...(overrideReason === '' ? {} : { overrideReason }),
      });
      return { dialling, reasons: reasons.map(encodeReason) };
    },
    async hangUp({ requestId, agentId, attemptId }) {
      await hangUp(deps, {
        requestId: required(requestId, 'request_id'),
        agentId: required(agentId, 'agent_id'),
        attemptId: required(attemptId, 'attempt_id'),
      });
      return {};
    },
    async controlCall(request) {
      const { requestId, agentId, attemptId, control } = request;
      const ref = {
        requestId: required(requestId, 'request_id'),
        agentId: required(agentId, 'agent_id'),
        attemptId: required(attemptId, 'attempt_id'),
      };
      await controlCall(deps, ref, decodeControl(control));
      return {};
    },
    async dispose(request) {
      const presence = await dispose(deps, decodeRef(request), {
        requestId: required(request.requestId, 'request_id'),
        dispositionCode: required(request.dispositionCode, 'disposition_code'),
        note: request.note,
        callbackAt: fromTime(request.callbackTime),
        callbackCommon: request.callbackCommon,
      });
      return { presence: encodePresence(presence) };
    },
    async skip(request) {
      const requestId = required(request.requestId, 'request_id');
      return { presence: encodePresence(skip(deps, { ...decodeRef(request), requestId })) };
    },
  };
}

function decodeRef({ agentId, attemptId, fencingToken }: WireWorkRef): WorkRef {
  return {
    agentId: required(agentId, 'agent_id'),
    attemptId: required(attemptId, 'attempt_id'),
    token: Number(fencingToken),
  };
}

/** A snapshot at once, then one after each change; being open is the agent's heartbeat. */
async function* watchDesk(
  deps: SchedulerDeps,
  agentId: string,
  signal: AbortSignal,
): AsyncGenerator<WatchDeskResponse> {
  const { session, stream } = openDesk(deps, agentId);
  const close = (): void => closeDesk(deps, session, stream);
  signal.addEventListener('abort', close, { once: true });
  try {
    for (;;) {
      const next = await stream.next();
      if (next === 'closed') return;
      const desk = encodeDesk(viewDesk(deps, session));
      const takenOver = next === 'taken_over';
      yield { desk, takenOver };
      if (takenOver) return;
      stream.taken(Number(desk.sequence));
    }
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

function decodeControl(control: ControlCallRequest['control']): CallControl {
  switch (control?.$case) {
    case 'hold':
      return { type: control.value ? 'hold' : 'resume' };
    case 'mute':
      return { type: 'mute', on: control.value };
    case 'digits':
      return { type: 'keys', digits: control.value };
    case 'transfer': {
      const { agentId, attended } = control.value;
      return { type: 'transfer', agentId: required(agentId, 'transfer.agent_id'), attended };
    }
    case 'completeTransfer':
      return { type: 'complete_transfer' };
    case 'cancelTransfer':
      return { type: 'cancel_transfer' };
    case undefined:
      throw reasonError('INVALID_ARGUMENT', { details: { field: 'control' } });
    default:
      return unreachable(control);
  }
}
