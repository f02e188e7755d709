import { AppError } from '@firstring/kernel';
import type { Permit } from '@firstring/contracts/claim/claim_service';
import type { Lane, PriorityLevel } from '@firstring/domain';
import type { AutomaticDialling } from '../../domain/pacing/automatic.ts';
import { isLockLost, mayHelp } from '../background.ts';
import type { KeyOutcome } from '../decisions.ts';
import type { ChoiceStamp } from '../decision-log.ts';
import { heedEpoch } from '../heed-epoch.ts';
import { holdBackRefused } from '../refused-offer.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';
import type { CampaignSettings } from '../ports.ts';
import { stampChoice } from '../stamp-choice.ts';

/** A lead that is being dialled without an agent. */
export interface Dial {
  readonly attemptId: string;
  readonly processId: string;
  readonly campaignId: string;
  readonly leadId: string;
  readonly homeGuard: string;
  readonly leadVersion: number;
  readonly lane: Lane;
  readonly level: PriorityLevel;
  readonly begunAt: number;
  /** What it was chosen from, for the decision log. */
  readonly choice: ChoiceStamp;
  /** 0 until the number is held. */
  token: number;
}

/** Longer than a phone rings at the last of an attempt's trunks; who answers has their lock extended as a caller. */
const LEASE_MS = 180_000;
const TRIES = { attempts: 3 };

/**
 * The campaign's best lead, taken out of the order in the same step, so that nobody else is given it; undefined where there is none. What is some
 * agents' only is passed over: the gate refuses it, too.
 */
export function takeLead(deps: SchedulerDeps, { processId, campaignId }: CampaignSettings): Dial | undefined {
  const process = deps.orders.find(processId);
  const nowAt = deps.clock.now();
  const candidate = process?.order.view.peekBest({ agentId: '', campaignIds: [campaignId] }, nowAt);
  if (process === undefined || candidate === undefined) return undefined;
  const { order } = process;
  const { turn, sortKey: _, ...chosen } = candidate;
  const { leadId, homeGuard } = chosen;
  const choice = stampChoice(deps, { process, candidate });
  order.hold(homeGuard, { leadId, token: Infinity });
  order.turns.take(turn);
  order.turns.confirm(turn);
  return { ...chosen, processId, attemptId: deps.random.uuid(), begunAt: nowAt, choice, token: 0 };
}

/** Hold, facts, gate, permit, call: as for an agent's dial (rule 5 of ARCHITECTURE.md). False: the lead was not dialled, and waits. */
export async function dialAhead(deps: SchedulerDeps, dial: Dial, plan: AutomaticDialling): Promise<boolean> {
  const { order } = deps.orders.process(dial.processId);
  try {
    const held = await hold(deps, dial);
    if (held.type === 'refused') return refuse(deps, dial, held);
    dial.token = held.token;
    order.confirmHold(dial.homeGuard, held.token);
    const answer = await authorize(deps, dial);
    if (answer.type === 'refused') {
      const [reason = { reason: 'UNAVAILABLE' }] = answer.reasons;
      return refuse(deps, dial, reason);
    }
    return await place(deps, dial, { permit: answer.permit, plan });
  } catch (err) {
    deps.events.offerFailed({
      agentId: '',
      leadId: dial.leadId,
      attemptId: dial.attemptId,
      lane: 'ahead',
      err,
    });
    return refuse(deps, dial, { reason: 'UNAVAILABLE' });
  }
}

async function hold(deps: SchedulerDeps, { attemptId, ...dial }: Dial) {
  const { epoch } = deps.status;
  const answer = await deps.background.retry(
    () =>
      deps.claim.holdForCaller({
        requestId: `ahead.${attemptId}`,
        guard: guardOfDial(dial),
        attemptId,
        agentId: '',
        ownerEpoch: epoch,
        leaseMs: LEASE_MS,
        heldToken: 0,
      }),
    TRIES,
  );
  heedEpoch(deps, answer);
  return answer;
}

async function authorize(deps: SchedulerDeps, dial: Dial) {
  const { attemptId, token, homeGuard, begunAt } = dial;
  const facts = await deps.background.retry(() => deps.leads.dialFacts({ ...dial, phone: homeGuard }), TRIES);
  return deps.background.retry(
    () =>
      deps.claim.authorizeDial({
        requestId: `authorize.${attemptId}`,
        guard: guardOfDial(dial),
        token,
        agentId: '',
        attemptId,
        facts,
        dialAt: begunAt,
        dialback: false,
        byHand: false,
        overrideReason: '',
      }),
    TRIES,
  );
}

async function place(
  deps: SchedulerDeps,
  dial: Dial,
  { permit, plan }: { readonly permit: Permit; readonly plan: AutomaticDialling },
): Promise<boolean> {
  const { attemptId, leadId } = dial;
  try {
    await deps.background.retry(
      () => deps.sip.dialLead({ requestId: `place.${attemptId}`, permit, plan }),
      TRIES,
    );
  } catch (error) {
    // Nobody knows whether the call goes out: its events or their absence will tell.
    if (mayHelp(error)) return dialled(deps, dial);
    const requestId = `return-permit.${permit.permitId}`;
    const returned = { requestId, guard: guardOfDial(dial), permitId: permit.permitId };
    await deps.background.retry(() => deps.claim.returnPermit(returned)).catch(unlessLost);
    return refuse(deps, dial, { reason: error instanceof AppError ? error.reason : 'UNAVAILABLE' });
  }
  deps.events.dialled({ agentId: '', leadId, attemptId });
  return dialled(deps, dial);
}

function dialled(deps: SchedulerDeps, dial: Dial): true {
  deps.outreach.record(dial, { outcome: 'dialled', choice: dial.choice });
  return true;
}

/** The order was behind the truth, or somebody is away: the lead waits, and its number is anybody's. */
function refuse(
  deps: SchedulerDeps,
  dial: Dial,
  { reason, clearsAt }: { readonly reason: string; readonly clearsAt?: number },
): false {
  const { leadId, attemptId, processId } = dial;
  deps.events.dialRefused({ agentId: '', leadId, attemptId, reasons: [reason] });
  holdBackRefused(deps.orders.process(processId), dial, { reason, clearsAt }, deps.clock.now());
  deps.outreach.record(dial, { outcome: 'refused', choice: dial.choice, reason, clearsAt });
  freeDial(deps, dial, {});
  return false;
}

/** `after`: the card that carries the attempt; before it the lead is not dialled again. */
export function freeDial(
  deps: SchedulerDeps,
  dial: Dial,
  {
    after,
    asked,
  }: {
    readonly after?: { readonly leadId: string; readonly version: number };
    /** By a key. */
    readonly asked?: KeyOutcome | undefined;
  },
): void {
  const { order } = deps.orders.process(dial.processId);
  const { homeGuard, attemptId, token } = dial;
  deps.background.run('let a dialled number go', async () => {
    if (token !== 0) {
      const leadVersion = after?.version ?? dial.leadVersion;
      const request = {
        requestId: `release.${attemptId}.${token}`,
        guard: guardOfDial(dial),
        token,
        leadVersion,
      };
      await deps.background.retry(() => deps.claim.releaseLock(request)).catch(unlessLost);
    }
    const end = after === undefined ? {} : { after };
    order.release(homeGuard, { token: token === 0 ? Infinity : token, ...end }, deps.clock.now());
    deps.outreach.record(dial, { outcome: 'let_go', leadVersion: after?.version ?? 0, asked });
    deps.orders.changed(dial.processId);
  });
}

function unlessLost(error: unknown): void {
  if (!isLockLost(error)) throw error;
}

export function guardOfDial({ processId, homeGuard, leadId }: Omit<Dial, 'attemptId'>) {
  return { processId, phone: homeGuard, leadId };
}
