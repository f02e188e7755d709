import { reasonError, type ErrorReason } from '@firstring/contracts';
import type { GateReason } from '@firstring/contracts/common/reason';
import type { HandServiceImplementation } from '@firstring/contracts/scheduling/hand_service';
import type {
  Colleague,
  ColleagueServiceImplementation,
} from '@firstring/contracts/scheduling/colleague_service';
import {
  type Desk,
  Lane,
  Presence,
  type SchedulingServiceImplementation,
  type WatchDeskResponse,
} from '@firstring/contracts/scheduling/scheduling_service';
import { deferred, type Deferred } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import type { CallContext } from '@firstring/service-kit';

type Partialish<T> = { [K in keyof T]?: T[K] };

export interface RecordedCall {
  rpc: string;
  request: Record<string, unknown>;
}

/** A call nobody holds and nobody is brought into. */
const QUIET = { held: false, muted: false, colleagueAgentId: '', colleagueAnswered: false, recording: '' };

/** A scheduler that a test moves by hand: it keeps a desk an agent, streams it, and records what it is told. */
export class FakeScheduler {
  readonly calls: RecordedCall[] = [];
  /** Reason to refuse the next command with. */
  refuseWith: ErrorReason | undefined;
  /** Dials that went out: one an attempt, however often it is asked for. */
  readonly dialled = new Set<string>();
  /** Ends every watch at once, and refuses new ones while true. */
  down = false;
  /** Difference of the scheduler's clock from this machine's, ms. */
  clockOffsetMs = 0;
  readonly #desks = new Map<string, Desk>();
  readonly #watchers = new Map<string, Set<Watcher>>();

  desk(agentId: string): Desk {
    const known = this.#desks.get(agentId);
    if (known !== undefined) return known;
    const desk: Desk = {
      agentId,
      sequence: 1n,
      presence: Presence.PRESENCE_NOT_READY,
      notReadyReason: 'sign_in',
      notReadyPending: false,
      presenceTime: this.now(),
      waiting: [
        { lane: Lane.LANE_P1, count: 3 },
        { lane: Lane.LANE_P2, count: 12 },
        { lane: Lane.LANE_P4, count: 40 },
      ],
      emptyReason: '',
      idleGap: false,
      heldBack: [],
      dialRefusals: [],
      notReadyBy: '',
    };
    this.#desks.set(agentId, desk);
    return desk;
  }

  now(): Date {
    return new Date(systemClock.now() + this.clockOffsetMs);
  }

  inMs(ms: number): Date {
    return new Date(systemClock.now() + this.clockOffsetMs + ms);
  }

  /** Changes a desk and tells every tab that watches it. */
  change(agentId: string, change: Partialish<Desk>): void {
    const before = this.desk(agentId);
    const moved = change.presence !== undefined && change.presence !== before.presence;
    const presenceTime = moved ? this.now() : before.presenceTime;
    this.#desks.set(agentId, { ...before, presenceTime, ...change, sequence: before.sequence + 1n });
    for (const watcher of this.#watchers.get(agentId) ?? []) watcher.wake();
  }

  /** Puts a lead in front of the agent. */
  present(agentId: string, lead: { leadId: string; attemptId?: string; level?: string; lane?: Lane }): void {
    this.change(agentId, {
      presence: Presence.PRESENCE_PREVIEWING,
      call: undefined,
      wrapUpLimitTime: undefined,
      dialRefusals: [],
      preview: {
        processId: 'p1',
        campaignId: 'solar',
        leadId: lead.leadId,
        attemptId: lead.attemptId ?? `attempt-${lead.leadId}`,
        fencingToken: 7n,
        level: lead.level ?? 'P1',
        lane: lead.lane ?? Lane.LANE_FRESH_P1,
        presentedTime: this.now(),
        lockExpireTime: this.inMs(3_600_000),
        previewLimitTime: this.inMs(60_000),
        ringOnPreview: false,
        skipsLeft: 2,
        dialbackId: '',
        dialRequested: false,
        phone: '',
      },
    });
  }

  phase(agentId: string, phase: string, endCause = ''): void {
    const before = this.desk(agentId).call;
    const bridgeTime = phase === 'bridged' ? this.now() : before?.bridgeTime;
    const presence =
      phase === 'bridged'
        ? Presence.PRESENCE_ON_CALL
        : phase === 'ended'
          ? Presence.PRESENCE_WRAP_UP
          : Presence.PRESENCE_DIALING;
    this.change(agentId, {
      presence,
      call: { ...QUIET, phase, phaseTime: this.now(), bridgeTime, endCause },
      ...(phase === 'ended' ? { wrapUpLimitTime: this.inMs(45_000) } : {}),
    });
  }

  watchers(agentId: string): number {
    return this.#watchers.get(agentId)?.size ?? 0;
  }

  /** Ends all streams as a restart does. */
  stop(): void {
    this.down = true;
    for (const watchers of this.#watchers.values()) for (const watcher of watchers) watcher.wake();
  }

  readonly implementation: SchedulingServiceImplementation = {
    setPresence: async (request) => {
      this.#record('setPresence', request);
      const presence = request.ready ? Presence.PRESENCE_READY : Presence.PRESENCE_NOT_READY;
      const busy = this.desk(request.agentId).preview !== undefined;
      if (busy) this.change(request.agentId, { notReadyPending: !request.ready });
      else this.change(request.agentId, { presence, notReadyReason: request.ready ? '' : request.reason });
      return { presence: this.desk(request.agentId).presence };
    },
    watchDesk: (request, context) => this.#watch(request.agentId, request.tabId, context),
    dial: async (request) => {
      this.#record('dial', request);
      const preview = this.desk(request.agentId).preview;
      if (preview?.attemptId !== request.attemptId) throw reasonError('NO_PREVIEW');
      if (!this.dialled.has(request.attemptId)) {
        this.dialled.add(request.attemptId);
        this.change(request.agentId, {
          presence: Presence.PRESENCE_DIALING,
          preview: { ...preview, dialRequested: true },
          call: { ...QUIET, phase: 'agent_ringing', phaseTime: this.now(), endCause: '' },
        });
      }
      return { dialling: true, reasons: [] };
    },
    hangUp: async (request) => {
      this.#record('hangUp', request);
      const { handover } = this.desk(request.agentId);
      if (handover === undefined) this.phase(request.agentId, 'ended', 'agent_hung_up');
      else this.change(request.agentId, { handover: undefined });
      return {};
    },
    controlCall: async (request) => {
      this.#record('controlCall', request);
      const { call, handover } = this.desk(request.agentId);
      const { control } = request;
      if (handover !== undefined && control?.$case === 'mute') {
        this.change(request.agentId, { handover: { ...handover, muted: control.value } });
        return {};
      }
      if (handover !== undefined && control?.$case === 'hold') {
        this.change(request.agentId, { handover: { ...handover, held: control.value } });
        return {};
      }
      if (call === undefined) throw reasonError('NO_PREVIEW');
      if (control?.$case === 'mute')
        this.change(request.agentId, { call: { ...call, muted: control.value } });
      if (control?.$case === 'hold') this.change(request.agentId, { call: { ...call, held: control.value } });
      if (control?.$case === 'transfer') {
        this.change(request.agentId, { call: { ...call, colleagueAgentId: control.value.agentId } });
      }
      if (control?.$case === 'cancelTransfer') this.change(request.agentId, { call: { ...call, ...QUIET } });
      if (control?.$case === 'completeTransfer') this.phase(request.agentId, 'ended', 'transferred');
      return {};
    },
    dispose: async (request) => {
      this.#record('dispose', request);
      this.change(request.agentId, {
        presence: Presence.PRESENCE_READY,
        preview: undefined,
        call: undefined,
        wrapUpLimitTime: undefined,
      });
      return { presence: Presence.PRESENCE_READY };
    },
    skip: async (request) => {
      this.#record('skip', request);
      this.change(request.agentId, { presence: Presence.PRESENCE_READY, preview: undefined });
      return { presence: Presence.PRESENCE_READY };
    },
  };

  /** Reasons for which the next opening is refused, as claim would. */
  refuseOpening: GateReason[] = [];

  /** When leads may be called from an instant on, ms since the epoch. */
  callTime: (fromAt: number) => number | undefined = (fromAt) => fromAt;

  /** Leads and numbers that the agent opens. */
  readonly hand: HandServiceImplementation = {
    openLead: async (request) => {
      this.#record('openLead', request);
      return this.#open(request.agentId, { leadId: request.leadId, phone: '' });
    },
    findCallTime: async ({ fromTime }) => {
      const at = this.callTime(fromTime?.getTime() ?? 0);
      return { callTime: at === undefined ? undefined : new Date(at) };
    },
    openNumber: async (request) => {
      this.#record('openNumber', request);
      return this.#open(request.agentId, { leadId: '', phone: request.phone });
    },
  };

  #open(agentId: string, { leadId, phone }: { leadId: string; phone: string }) {
    const reasons = this.refuseOpening.splice(0);
    if (reasons.length > 0) return { attemptId: '', fencingToken: 0n, reasons };
    const attemptId = `hand-${leadId}${phone.slice(1)}`;
    this.present(agentId, { leadId, attemptId, level: '', lane: Lane.LANE_BY_HAND });
    const { preview } = this.desk(agentId);
    if (preview !== undefined) {
      this.change(agentId, { preview: { ...preview, phone, skipsLeft: 0, previewLimitTime: undefined } });
    }
    return { attemptId, fencingToken: 7n, reasons: [] };
  }

  readonly colleagues: Colleague[] = [];
  readonly colleagueService: ColleagueServiceImplementation = {
    listColleagues: async () => ({ colleagues: this.colleagues }),
  };

  #record(rpc: string, request: object): void {
    this.calls.push({ rpc, request: { ...request } });
    const reason = this.refuseWith;
    if (reason === undefined) return;
    this.refuseWith = undefined;
    throw reasonError(reason);
  }

  async *#watch(agentId: string, tabId: string, context: CallContext): AsyncGenerator<WatchDeskResponse> {
    if (this.down) throw reasonError('UNAVAILABLE');
    const watcher = new Watcher(tabId);
    const all = this.#watchers.get(agentId) ?? new Set();
    for (const other of all) other.takeOver();
    all.add(watcher);
    this.#watchers.set(agentId, all);
    context.signal.addEventListener('abort', () => watcher.wake());
    try {
      while (!context.signal.aborted) {
        if (this.down) throw reasonError('UNAVAILABLE');
        const desk = { ...this.desk(agentId), serverTime: this.now() };
        yield { desk, takenOver: watcher.takenOver };
        if (watcher.takenOver) return;
        await watcher.changed();
      }
    } finally {
      all.delete(watcher);
    }
  }
}

class Watcher {
  readonly tabId: string;
  takenOver = false;
  #wake: Deferred<void> = deferred();

  constructor(tabId: string) {
    this.tabId = tabId;
  }

  wake(): void {
    this.#wake.resolve();
  }

  takeOver(): void {
    this.takenOver = true;
    this.wake();
  }

  async changed(): Promise<void> {
    await this.#wake.promise;
    this.#wake = deferred();
  }
}
