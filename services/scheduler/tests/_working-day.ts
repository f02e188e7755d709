import { setImmediate } from 'node:timers/promises';
import { CALL_EVENTS, CAMPAIGN_CONFIG, CLAIM_EVENTS, LEAD_EVENTS, toTime } from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { CallRecord, EndCause, LeadChoice } from '@firstring/contracts/common/call_record';
import { DialState, type LeadCard } from '@firstring/contracts/leads/lead';
import { CampaignEvent, LeadEvent, type Campaign } from '@firstring/contracts/leads/lead_events';
import { Presence, type Preview } from '@firstring/contracts/scheduling/scheduling_service';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import type { Random } from '@firstring/kernel';
import { campaign, card, leadId, NOON, startWorld, type TestDesk, type World } from './_harness.ts';

const AGENTS = ['agent-1', 'agent-2', 'agent-3'];
const CODES = ['no_answer', 'no_answer', 'no_answer', 'callback', 'dnc', 'sold'];
const OF_CAMPAIGN = { processId: 'process-1', campaignId: 'campaign-1' };
const KEYS: Readonly<Record<number, LeadChoice>> = {
  8: LeadChoice.LEAD_CHOICE_LATER,
  9: LeadChoice.LEAD_CHOICE_EXCLUDE,
};
const LISTS = [
  {
    listId: 'heavy',
    priority: 1,
    weight: 3,
    maxAttempts: 0,
    timeSlots: [],
    attemptsPerHour: 0,
    agentIds: [],
  },
  {
    listId: 'light',
    priority: 1,
    weight: 1,
    maxAttempts: 0,
    timeSlots: [],
    attemptsPerHour: 0,
    agentIds: [],
  },
];

/** The real scheduler with three agents at work on it, and neighbours that tell what they do as the real ones would. */
export class WorkingDay {
  readonly world: World;
  readonly #random: Random;
  readonly #desks = new Map<string, TestDesk>();
  readonly #dialled = new Map<string, string>();
  #events = 0;
  #leads = 0;
  #dialsEnded = 0;

  static async start(random: Random, leads: number, change: Partial<Campaign> = {}): Promise<WorkingDay> {
    const settings = campaign({
      agentIds: AGENTS,
      lists: LISTS,
      wrapUpLimitSeconds: 0,
      previewLimitSeconds: 40,
      ...change,
    });
    const world = await startWorld({
      prepare: (fakes) => {
        fakes.leads.campaigns.set('campaign-1', settings);
        for (let number = 0; number < leads; number += 1) {
          const known = newCard(number, NOON - (number % 9) * 40_000_000);
          fakes.leads.cards.set(known.leadId, known);
        }
        // Claim knows better now and then, for a while or for good.
        fakes.claim.refuseAcquire = (id) => {
          if (random.int(12) !== 0) return undefined;
          const reason =
            Number.parseInt(id.slice(-2), 16) % 3 === 0 ? 'NUMBER_BLACKLISTED' : 'ATTEMPT_OUTSTANDING';
          return { reason, text: '', clearsTime: toTime(world.clock.now() + 60_000 + random.int(60_000)) };
        };
      },
    });
    const day = new WorkingDay(world, random, leads);
    await day.#publish(
      CAMPAIGN_CONFIG,
      'campaign-1',
      CampaignEvent.encode({ campaign: settings }).finish(),
      NOON - 200_000_000,
    );
    await world.whenReady();
    return day;
  }

  private constructor(world: World, random: Random, leads: number) {
    this.world = world;
    this.#random = random;
    this.#leads = leads;
    world.leads.onOutcome = (before, { dispositionCode, callbackTime, callbackCommon, agentId }) => ({
      ...before,
      callbackTime,
      callbackAgentId: callbackTime === undefined || callbackCommon ? '' : agentId,
      dialState: stateAfter(dispositionCode, callbackTime !== undefined),
    });
  }

  /** So many things happen, one after the other, and time goes on a little in between; requests are often still under way then. */
  async work(steps: number): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      const agentId = AGENTS[this.#random.int(AGENTS.length)] ?? '';
      const doing = this.#random.int(9) === 0 ? this.#newLead() : this.#act(agentId);
      if (this.#hasDialOut && this.#random.int(2) === 0) await this.#endDial();
      const done = doing.catch(() => {}); // refused: the desk is further on than the page
      for (let turn = this.#random.int(6); turn > 0; turn -= 1) await setImmediate();
      this.world.clock.advance(this.#random.int(4) === 0 ? this.#random.int(20_000) : this.#random.int(300));
      if (this.#random.int(3) > 0) await done;
    }
    for (let turn = 0; turn < 200; turn += 1) {
      this.world.clock.advance(1);
      await setImmediate();
    }
  }

  async #act(agentId: string): Promise<void> {
    const { world } = this;
    const desk = this.#desks.get(agentId);
    if (desk === undefined || this.#random.int(60) === 0) {
      desk?.close();
      this.#desks.set(agentId, await world.ready(agentId));
      return;
    }
    const shown = desk.last;
    const preview = shown?.preview;
    if (preview !== undefined && shown?.presence === Presence.PRESENCE_PREVIEWING) {
      await this.#onPreview(agentId, preview);
    } else if (preview !== undefined && shown?.presence === Presence.PRESENCE_DIALING) {
      await this.#endCall(agentId, preview);
    } else if (preview !== undefined && shown?.presence === Presence.PRESENCE_WRAP_UP) {
      await this.#dispose(agentId, preview);
    } else if (this.#random.int(3) === 0 || shown?.presence === Presence.PRESENCE_NOT_READY) {
      const ready = this.#random.int(2) === 0;
      await world
        .client()
        .setPresence({ requestId: world.requestId(), agentId, ready, reason: ready ? '' : 'break' });
    }
  }

  async #onPreview(agentId: string, { attemptId, fencingToken, leadId: id }: Preview): Promise<void> {
    const { world } = this;
    const ref = { requestId: world.requestId(), agentId, attemptId, fencingToken };
    const chance = this.#random.int(10);
    if (chance === 0) {
      await world.client().skip(ref);
      await this.#lock(id, fencingToken, {
        $case: 'lockReleased',
        value: { agentId, leadVersion: 0n, forcedBy: '' },
      });
    } else if (chance === 1) {
      await this.#dispose(agentId, { attemptId, fencingToken, leadId: id });
    } else if (!this.#dialled.has(attemptId)) {
      this.#dialled.set(attemptId, id);
      await world.client().dial(ref);
      await this.#call(agentId, attemptId, 3, { $case: 'leadDialled', value: { trunkId: '' } });
    }
  }

  /** lead-store counts the attempt when the call is over. */
  async #endCall(
    agentId: string,
    { attemptId, leadId: id }: { attemptId: string; leadId: string },
  ): Promise<void> {
    const { world } = this;
    const nowAt = world.clock.now();
    const isAnswered = this.#random.int(3) === 0;
    const known = world.leads.cards.get(id);
    if (known === undefined) return;
    const after: LeadCard = {
      ...known,
      cadenceAttempts: known.cadenceAttempts + 1,
      totalAttempts: known.totalAttempts + 1,
      dayAttempts: known.dayAttempts + 1,
      lastAttemptDay: '2026-06-01',
      lastAttemptEndTime: toTime(nowAt),
      lastAttemptResult: isAnswered ? 'answered' : 'no_answer',
      version: known.version + 1n,
    };
    world.leads.cards.set(id, after);
    const record = CallRecord.fromPartial({
      ...OF_CAMPAIGN,
      attemptId,
      leadId: id,
      phone: known.homeGuard,
      counted: true,
      endCause: isAnswered ? EndCause.END_CAUSE_LEAD_HUNG_UP : EndCause.END_CAUSE_NO_ANSWER,
      dialTime: toTime(nowAt - 5000),
      inviteTime: toTime(nowAt - 4000),
      endTime: toTime(nowAt),
      ...(isAnswered ? { answerTime: toTime(nowAt - 2000), bridgeTime: toTime(nowAt - 2000) } : {}),
    });
    await this.#call(agentId, attemptId, 9, { $case: 'ended', value: { record } });
    await this.#lead(after);
  }

  /** People whom agents have talked with before: a campaign that dials ahead has its room by them. */
  async answered(count: number): Promise<void> {
    const at = toTime(this.world.clock.now());
    for (let call = 0; call < count; call += 1) {
      const attemptId = `before-${call}`;
      const times = { inviteTime: at, answerTime: at, bridgeTime: at, endTime: at };
      const record = CallRecord.fromPartial({ ...OF_CAMPAIGN, ...times, attemptId });
      await this.#call('', attemptId, 9, { $case: 'ended', value: { record } });
    }
  }

  /** Calls without an agent so far. */
  get dialled(): number {
    return this.world.sip.leadsDialled.length;
  }

  get #hasDialOut(): boolean {
    return this.#dialsEnded < this.dialled;
  }

  /** The oldest call without an agent is over: not answered, not even sent, heard, or with a key. */
  async #endDial(): Promise<void> {
    const { world } = this;
    const permit = world.sip.leadsDialled[this.#dialsEnded]?.permit;
    const known = world.leads.cards.get(permit?.leadId ?? '');
    this.#dialsEnded += 1;
    if (permit === undefined || known === undefined) return;
    const { attemptId, phone, leadId: id, fencingToken } = permit;
    const nowAt = world.clock.now();
    const chance = this.#random.int(10);
    const isSent = chance > 0;
    const isAnswered = chance > 3;
    const leadChoice = KEYS[chance] ?? LeadChoice.LEAD_CHOICE_UNSPECIFIED;
    const record = CallRecord.fromPartial({
      ...OF_CAMPAIGN,
      attemptId,
      phone,
      leadId: id,
      counted: isSent,
      leadChoice,
      endCause: isAnswered ? EndCause.END_CAUSE_ANNOUNCED : EndCause.END_CAUSE_NO_ANSWER,
      dialTime: toTime(nowAt - 5000),
      ...(isSent ? { inviteTime: toTime(nowAt - 4000) } : {}),
      ...(isAnswered ? { answerTime: toTime(nowAt - 2000) } : {}),
      endTime: toTime(nowAt),
    });
    await this.#call('', attemptId, 9, { $case: 'ended', value: { record } });
    if (!isSent) return;
    const after: LeadCard = {
      ...known,
      cadenceAttempts: known.cadenceAttempts + 1,
      totalAttempts: known.totalAttempts + 1,
      dayAttempts: known.dayAttempts + 1,
      lastAttemptDay: '2026-06-01',
      lastAttemptEndTime: toTime(nowAt),
      lastAttemptResult: isAnswered ? 'answered' : 'no_answer',
      version: known.version + 1n,
    };
    world.leads.cards.set(id, after);
    await this.#lead(after);
    const isAsked = (): boolean => world.leads.outcomes.some((outcome) => outcome.attemptId === attemptId);
    const asks = leadChoice !== LeadChoice.LEAD_CHOICE_UNSPECIFIED;
    if (asks) for (let turn = 0; turn < 500 && !isAsked(); turn += 1) await setImmediate();
    const last = world.leads.cards.get(id) ?? after;
    if (last.version > after.version) await this.#lead(last);
    const value = { agentId: '', leadVersion: last.version, forcedBy: '' };
    await this.#lock(id, fencingToken, { $case: 'lockReleased', value });
  }

  async #dispose(
    agentId: string,
    preview: Pick<Preview, 'attemptId' | 'fencingToken' | 'leadId'>,
  ): Promise<void> {
    const { world } = this;
    const { attemptId, fencingToken, leadId: id } = preview;
    const code = CODES[this.#random.int(CODES.length)] ?? '';
    const callbackTime = toTime(world.clock.now() + 30_000 + this.#random.int(300_000));
    await world.client().dispose({
      requestId: world.requestId(),
      agentId,
      attemptId,
      fencingToken,
      dispositionCode: code,
      ...(code === 'callback' && this.#random.int(2) === 0
        ? { callbackTime, callbackCommon: this.#random.int(2) === 0 }
        : {}),
    });
    const after = world.leads.cards.get(id);
    if (after === undefined) return;
    await this.#lead(after);
    const value = { agentId, leadVersion: after.version, forcedBy: '' };
    await this.#lock(id, fencingToken, { $case: 'lockReleased', value });
  }

  async #newLead(): Promise<void> {
    const known = newCard(this.#leads++, this.world.clock.now());
    this.world.leads.cards.set(known.leadId, known);
    await this.#lead(known, 'accepted');
  }

  #lead(value: LeadCard, type: 'accepted' | 'updated' = 'updated'): Promise<void> {
    const { processId, version } = value;
    const event = { $case: type, value: { card: value } } as const;
    const payload = LeadEvent.encode({ processId, leadId: value.leadId, version, event }).finish();
    return this.#publish(LEAD_EVENTS, processId, payload);
  }

  #lock(id: string, fencingToken: bigint, event: NonNullable<ClaimEvent['event']>): Promise<void> {
    const phone = this.world.leads.cards.get(id)?.homeGuard ?? '';
    const about = { processId: 'process-1', phone, leadId: id, fencingToken, version: 1n };
    return this.#publish(CLAIM_EVENTS, 'process-1', ClaimEvent.encode({ ...about, event }).finish());
  }

  #call(
    agentId: string,
    attemptId: string,
    version: number,
    event: NonNullable<CallEvent['event']>,
  ): Promise<void> {
    const of = { processId: 'process-1', campaignId: 'campaign-1', leadId: '', agentId, attemptId };
    const at = { version: BigInt(version), eventTime: toTime(this.world.clock.now()) };
    return this.#publish(CALL_EVENTS, 'process-1', CallEvent.encode({ ...of, ...at, event }).finish());
  }

  #publish(
    topic: { name: string },
    key: string,
    payload: Uint8Array,
    at = this.world.clock.now(),
  ): Promise<void> {
    this.#events += 1;
    const message = { id: `day-${this.#events}`, topic: topic.name, key, type: 'Test', payload };
    return this.world.bus.publish([{ ...message, occurredAt: at }]);
  }
}

function newCard(number: number, optInAt: number): LeadCard {
  const listId = ['heavy', 'light', 'list-1'][number % 3] ?? '';
  return card(number, { leadId: leadId(number), listId, optInTime: toTime(optInAt) });
}

function stateAfter(code: string, isTimed: boolean): DialState {
  switch (code) {
    case 'sold':
      return DialState.DIAL_STATE_WINNER;
    case 'dnc':
      return DialState.DIAL_STATE_LOSER;
    case 'callback':
      return isTimed ? DialState.DIAL_STATE_CALLBACK : DialState.DIAL_STATE_POSTPONED;
    default:
      return DialState.DIAL_STATE_OPEN;
  }
}
