import { bucketOf } from './histogram.ts';
import type { AttemptFacts, LeadFacts } from './lead-facts.ts';
import type { CallFact, CardFact } from './report-input.ts';

/**
 * What one lead adds to the figures. Every figure of every report is a sum of these over leads, so a change of a lead is the
 * difference of two of them, and a deleted lead takes away exactly what it had brought.
 *
 * A sheet is one part of one local day and list; its rows are counts by a key of words with `|` between them:
 *
 * | part      | key                                           |
 * |-----------|-----------------------------------------------|
 * | `calls…`  | campaign, cut, measure                         |
 * | `unique…` | campaign or `*`, cut, kind, day of that kind before (0: never) |
 * | `speed…`  | campaign, hour of opt-in or vendor, clock, bucket |
 * | `waits`   | campaign, level, bucket                        |
 * | `records` | fact (of all time: day 0)                      |
 * | `vendors` | vendor, link, fact (days of opt-in in UTC)     |
 * | `callers` | caller id, campaign, measure (no list)         |
 * | `trunks`  | trunk, campaign, measure (no list)             |
 *
 * A cut is `all`, a level (`callsByLevel`), an age, an agent, an hour or a vendor: each family has sheets of its own, so that a report
 * reads no other.
 *
 * Distinct leads over several days add up because each day says when the same lead was counted before: of the days a to b, those
 * whose day before lies ahead of a.
 */
type Family = '' | 'ByLevel' | 'ByAge' | 'ByAgent' | 'ByHour' | 'ByVendor';
export type SheetPart =
  | `calls${Family}`
  | `unique${Family}`
  | 'speed'
  | 'speedByVendor'
  | 'waits'
  | 'records'
  | 'vendors'
  | 'callers'
  | 'trunks';

export interface SheetRef {
  readonly processId: string;
  readonly part: SheetPart;
  /** Days since 1970-01-01 in the process's zone; 0 = of all time. */
  readonly day: number;
  /** Empty: leads in no list. */
  readonly listId: string;
}

export type AddFigure = (sheet: SheetRef, key: string, amount: number) => void;

const KINDS = ['dialled', 'contacted', 'connected'] as const;
export type UniqueKind = (typeof KINDS)[number];

/** Days since opt-in, first and last of each bucket. */
export const AGES: readonly (readonly [from: number, to: number])[] = [
  [0, 0],
  [1, 1],
  [2, 3],
  [4, 7],
  [8, 14],
  [15, 30],
  [31, Infinity],
];

const DAY_MS = 86_400_000;

export const CLOCKS = ['presented', 'dialled', 'answered'] as const;

interface Dial {
  readonly call: CallFact;
  readonly facts: AttemptFacts;
}

export function addFigures(lead: LeadFacts, add: AddFigure): void {
  const dials = Object.values(lead.attempts)
    .flatMap((facts) => (facts.call?.inviteAt === undefined ? [] : [{ call: facts.call, facts }]))
    .toSorted((a, b) => a.call.dialAt - b.call.dialAt || a.call.endAt - b.call.endAt);
  for (const { call } of dials) {
    addCaller(lead.processId, call, add);
    addTrunk(lead.processId, call, add);
  }
  const { card } = lead;
  if (card === undefined || lead.isDeleted === true) return;
  const about = { processId: lead.processId, card, add };
  for (const dial of dials) addDial(about, dial);
  addUnique(about, dials);
  addSpeed(about, Object.values(lead.attempts), dials);
  addWaits(about, dials);
  addRecord(about, dials);
  addVendor(about, dials);
}

interface About {
  readonly processId: string;
  readonly card: CardFact;
  readonly add: AddFigure;
}

function sheetOf({ processId, card }: About, part: SheetPart, day: number): SheetRef {
  return { processId, part, day, listId: card.listId };
}

function addCaller(processId: string, call: CallFact, add: AddFigure): void {
  const sheet: SheetRef = { processId, part: 'callers', day: call.day, listId: '' };
  for (const [measure, amount] of measuresOf(call, undefined))
    add(sheet, [call.callerId, call.campaignId, measure].join('|'), amount);
}

/** What a trunk made of an INVITE: answered or why not, and how long until it rang (post-dial delay). */
function addTrunk(processId: string, call: CallFact, add: AddFigure): void {
  if (call.trunkId === '') return;
  const sheet: SheetRef = { processId, part: 'trunks', day: call.day, listId: '' };
  const { inviteAt = call.dialAt, ringAt, answerAt } = call;
  const rangAt = ringAt ?? answerAt;
  const measures = [
    'attempts',
    answerAt === undefined ? `failed|${call.cause}` : 'answered',
    ...(rangAt === undefined ? [] : [`delay|${bucketOf(Math.max(0, rangAt - inviteAt))}`]),
  ];
  for (const measure of measures) add(sheet, [call.trunkId, call.campaignId, measure].join('|'), 1);
}

function addDial(about: About, { call, facts }: Dial): void {
  const measures = measuresOf(call, facts.category);
  for (const [family, cut] of cutsOf(about.card, { call, facts })) {
    const sheet = sheetOf(about, `calls${family}`, call.day);
    for (const [measure, amount] of measures)
      about.add(sheet, [call.campaignId, cut, measure].join('|'), amount);
  }
}

function cutsOf(card: CardFact, { call, facts }: Dial): readonly (readonly [family: Family, cut: string])[] {
  return [
    ['', 'all'],
    ['ByLevel', levelOf(facts)],
    ['ByAge', `age${ageOf(call.day - card.day)}`],
    ['ByAgent', `agent:${call.agentId}`],
    ['ByHour', `h${call.hour}`],
    ['ByVendor', vendorOf(card)],
  ];
}

function vendorOf({ vendorId }: CardFact): string {
  return `vendor:${vendorId}`;
}

/** What was presented outside the four levels (callbacks, dial-backs, by hand) is `other`. */
function levelOf({ level }: AttemptFacts): string {
  return level === undefined || level === '' ? 'other' : level;
}

/** Place in AGES. */
function ageOf(days: number): number {
  return Math.max(
    0,
    AGES.findIndex(([, to]) => days <= to),
  );
}

function measuresOf(call: CallFact, category: string | undefined): [measure: string, amount: number][] {
  const { ringAt, answerAt, bridgeAt, endAt } = call;
  return [
    ['dials', 1],
    ...(ringAt === undefined && answerAt === undefined ? [] : [['rung', 1] as [string, number]]),
    ...(isContact(call) ? [['contacts', 1] as [string, number]] : []),
    ...(bridgeAt === undefined
      ? []
      : ([
          ['connected', 1],
          ['talkMs', Math.max(0, endAt - bridgeAt)],
        ] as [string, number][])),
    ...(category === 'converted' ? [['converted', 1] as [string, number]] : []),
  ];
}

/** somebody answered, the right person or not. */
function isContact({ answerAt }: CallFact): boolean {
  return answerAt !== undefined;
}

function isOfKind(call: CallFact, kind: UniqueKind): boolean {
  if (kind === 'contacted') return isContact(call);
  return kind === 'dialled' || call.bridgeAt !== undefined;
}

/** For each campaign, and for all together: on which days the lead was dialled, contacted, connected. */
function addUnique(about: About, dials: readonly Dial[]): void {
  const days = new Map<string, { readonly part: SheetPart; readonly days: Set<number> }>();
  for (const dial of dials)
    for (const kind of KINDS.filter((each) => isOfKind(dial.call, each)))
      for (const [family, cut] of cutsOf(about.card, dial))
        for (const campaign of ['*', dial.call.campaignId]) {
          const key = [campaign, cut, kind].join('|');
          const known = days.get(key) ?? { part: `unique${family}` as const, days: new Set() };
          known.days.add(dial.call.day);
          days.set(key, known);
        }
  for (const [key, { part, days: own }] of days) {
    let before = 0;
    for (const day of [...own].toSorted((a, b) => a - b)) {
      about.add(sheetOf(about, part, day), `${key}|${before}`, 1);
      before = day;
    }
  }
}

/** three clocks, all from opt-in, on the day of the opt-in. */
function addSpeed(about: About, attempts: readonly AttemptFacts[], dials: readonly Dial[]): void {
  const { card, add } = about;
  const presented = attempts
    .filter(({ presentedAt }) => presentedAt !== undefined)
    .toSorted((a, b) => (a.presentedAt ?? 0) - (b.presentedAt ?? 0))[0];
  const ends: Readonly<Record<(typeof CLOCKS)[number], number | undefined>> = {
    presented: presented?.presentedAt,
    dialled: dials[0]?.call.inviteAt,
    answered: dials.find(({ call }) => isContact(call))?.call.answerAt,
  };
  const campaignId = presented?.campaignId ?? dials[0]?.call.campaignId;
  if (campaignId === undefined) return;
  for (const clock of CLOCKS) {
    const at = ends[clock];
    if (at === undefined) continue;
    const time = [clock, bucketOf(Math.max(0, at - card.optInAt))];
    add(sheetOf(about, 'speed', card.day), [campaignId, card.hour, ...time].join('|'), 1);
    add(sheetOf(about, 'speedByVendor', card.day), [campaignId, vendorOf(card), ...time].join('|'), 1);
  }
}

/** how long a lead had waited when it was dialled: since the dial before, or since opt-in. */
function addWaits(about: About, dials: readonly Dial[]): void {
  let since = about.card.optInAt;
  for (const { call, facts } of dials) {
    const waitMs = Math.max(0, call.dialAt - since);
    const key = [call.campaignId, levelOf(facts), bucketOf(waitMs)].join('|');
    about.add(sheetOf(about, 'waits', call.day), key, 1);
    since = call.endAt;
  }
}

function addRecord(about: About, dials: readonly Dial[]): void {
  const sheet = sheetOf(about, 'records', 0);
  about.add(sheet, 'records', 1);
  for (const kind of KINDS) if (dials.some(({ call }) => isOfKind(call, kind))) about.add(sheet, kind, 1);
  if (about.card.isConverted) about.add(sheet, 'converted', 1);
}

/** What became of a vendor's leads, on the UTC day of the opt-in: the days that ingest, and so the vendor, counts in. */
function addVendor(about: About, dials: readonly Dial[]): void {
  const { vendorId, ingestLinkId, optInAt, isConverted } = about.card;
  if (vendorId === '') return;
  const facts = [
    'leads',
    ...(dials.some(({ call }) => isContact(call)) ? ['contacted'] : []),
    ...(isConverted ? ['converted'] : []),
  ];
  const sheet = sheetOf(about, 'vendors', Math.floor(optInAt / DAY_MS));
  for (const fact of facts) about.add(sheet, [vendorId, ingestLinkId, fact].join('|'), 1);
}
