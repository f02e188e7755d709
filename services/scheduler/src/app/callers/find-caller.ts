import type { IndexCard } from '../../domain/order/card.ts';
import type { OrderView } from '../../domain/order/order-view.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';
import type { CallerLine } from './caller-line.ts';
import { isStaffed } from './eligible-agents.ts';
import type { IncomingNumberRules } from './incoming-numbers.ts';

/** lead-store may be away for as long as a caller waits. */
const FIND = { attempts: 40 };

/** Who a caller is. */
export interface FoundLead {
  /** Empty: nobody we know. */
  readonly leadId: string;
  /** Empty where the caller withholds the number. */
  readonly homeGuard: string;
  readonly version: number;
  /** Where agents of the number may take the call, in the number's own order. */
  readonly campaignIds: readonly string[];
  readonly created: boolean;
}

/** looks for the caller's lead, does with a stranger what the number says, and lets them wait. */
export async function findCaller(deps: SchedulerDeps, line: CallerLine): Promise<void> {
  const { attemptId, number } = line;
  const found = await findLead(deps, line);
  if (line.isOver) return;
  settle(line, found);
  if (found.leadId === '' && number.noLead === 'refuse') {
    deps.callers.apply({ type: 'unknown', attemptId });
    return;
  }
  const { leadId, campaignIds } = found;
  const caller = deps.callers.caller(attemptId);
  if (caller === undefined) return;
  const staffed = isStaffed(deps, { ...caller, leadId, campaignIds });
  deps.callers.apply({ type: 'matched', attemptId, leadId, campaignIds, staffed });
}

/** The lead, made where the number says so; whoever is turned away at once gets none. */
export async function findLead(deps: SchedulerDeps, line: CallerLine): Promise<FoundLead> {
  const { phone, processId, number, attemptId } = line;
  const stranger = {
    leadId: '',
    homeGuard: phone,
    version: 0,
    campaignIds: number.campaignIds,
    created: false,
  };
  if (phone === '') return stranger;
  const cards = await deps.background.retry(() => deps.leads.leadsOfNumber(processId, phone), FIND);
  const view = deps.orders.find(processId)?.order.view;
  const known = mostRecent(cards, number, view);
  if (known !== undefined) return known;
  const [campaignId] = number.campaignIds;
  if (number.noLead !== 'connect_as_new' || campaignId === undefined || line.isOver) return stranger;
  const request = { requestId: `caller.${attemptId}`, processId, campaignId, phone };
  const made = await deps.background.retry(() => deps.leads.createCallerLead(request), FIND);
  return {
    ...stranger,
    leadId: made.leadId,
    version: made.version,
    campaignIds: [campaignId],
    created: true,
  };
}

/** Inside the number's campaigns the most recently called lead, as the vendor does. */
function mostRecent(
  cards: readonly IndexCard[],
  { campaignIds }: IncomingNumberRules,
  view: OrderView | undefined,
): FoundLead | undefined {
  let best: { readonly card: IndexCard; readonly campaignIds: readonly string[] } | undefined;
  for (const card of cards) {
    const own = new Set([card.campaignId, ...(view?.lead(card.leadId)?.campaignIds ?? [])]);
    const shared = campaignIds.filter((campaignId) => own.has(campaignId));
    if (shared.length === 0 || (best !== undefined && !isNewer(card, best.card))) continue;
    best = { card, campaignIds: shared };
  }
  if (best === undefined) return undefined;
  const { leadId, homeGuard, version } = best.card;
  return { leadId, homeGuard, version, campaignIds: best.campaignIds, created: false };
}

function isNewer(a: IndexCard, b: IndexCard): boolean {
  const [calledA, calledB] = [a.lastAttemptEndAt ?? 0, b.lastAttemptEndAt ?? 0];
  if (calledA !== calledB) return calledA > calledB;
  return a.optInAt === b.optInAt ? a.leadId < b.leadId : a.optInAt > b.optInAt;
}

/** ADR 23: we know whom we have called, and have their number. */
export function knowDialled(
  deps: SchedulerDeps,
  line: CallerLine,
  { leadId, campaignId }: { readonly leadId: string; readonly campaignId: string },
): void {
  const { attemptId, processId, phone } = line;
  const lead = deps.orders.find(processId)?.order.view.lead(leadId);
  const campaignIds = [campaignId];
  const homeGuard = lead?.homeGuard ?? phone;
  settle(line, { leadId, homeGuard, version: lead?.version ?? 0, campaignIds, created: false });
  deps.callers.apply({ type: 'matched', attemptId, leadId, campaignIds, staffed: true });
}

/** Tells the SIP side who it is. */
export function settle(
  line: CallerLine,
  { leadId, homeGuard, version, campaignIds, created }: FoundLead,
): void {
  line.homeGuard = homeGuard;
  line.leadVersion = version;
  line.matched = { type: 'matched', campaignId: campaignIds[0] ?? '', leadId, created };
  line.orders.push(line.matched);
}
