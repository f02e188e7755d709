import type { Bus, BusMessage } from '@firstring/bus';
import { fromTime, LEAD_EVENTS, reasonError } from '@firstring/contracts';
import type { LogPlace } from '@firstring/contracts/scheduling/scheduling_service';
import type { Day, DayHeader, DayInput, ProcessCard } from '../../../app/simulate/day.ts';
import type { IndexCard } from '../../../domain/order/card.ts';
import { AttemptMarks } from './attempt-marks.ts';
import { configurationOf } from './configuration-of.ts';
import { DayLogReader, placeKey, readWholeLog, type DayLog } from './day-log.ts';
import { decodeChoice, decodeDecision } from './decode-decision.ts';
import { openingCards } from './opening-cards.ts';
import { readFollowed, readLeadNews, tellsOf, type Reading } from './read-followed.ts';

export interface DaySource {
  readonly bus: Bus;
  /** Every live lead as it is now. */
  readonly cards: AsyncIterable<ProcessCard>;
}

/** A day as the log tells it, with what leads up to it. Reads only. */
export async function exportDay({ bus, cards }: DaySource, header: Omit<DayHeader, 'notes'>): Promise<Day> {
  const reader = new DayLogReader(header.toAt);
  await readWholeLog(bus, async (batch) => reader.take(batch));
  return dayFrom(reader.log(), cards, header);
}

/** The day that a log and the leads of now come to. */
export async function dayFrom(
  log: DayLog,
  cards: DaySource['cards'],
  header: Omit<DayHeader, 'notes'>,
): Promise<Day> {
  const { fromAt, toAt } = header;
  const opening = await openingCards(log, cards, fromAt);
  const merged = new DayMerge(log, opening.cards, header).inputs();
  const { inputs, notes } = configurationOf(log, header);
  const behind = merged.filter(
    (input) => input.type === 'chosen' && input.at >= fromAt && input.isBehind,
  ).length;
  const restarts = merged.filter((input) => input.type === 'started' && input.at >= fromAt).length;
  if (!merged.some(({ type, at }) => at >= fromAt && (type === 'chosen' || type === 'moved'))) {
    throw reasonError('DAY_UNKNOWN', { message: `the decision log has nothing of ${header.day}` });
  }
  const startAt = Math.min(fromAt, merged[0]?.at ?? fromAt);
  const configured = inputs.map((input) => ({ ...input, at: Math.max(input.at, startAt) }));
  const all = [...configured, ...merged].toSorted((a, b) => a.at - b.at);
  return {
    header: {
      ...header,
      // Of a day that is not over, or on which the product was stopped, only what there was.
      toAt: Math.min(toAt, (all.at(-1)?.at ?? fromAt) + 1),
      notes: [
        ...notes,
        ...noteIf(
          opening.guessed,
          (count) => `${count} leads changed on the day and the log does not say how they were before`,
        ),
        ...noteIf(behind, (count) => `${count} choices were made while leads were still being moved`),
        ...noteIf(restarts, (count) => `the scheduler was started ${count} times within the day`),
      ],
    },
    cards: opening.cards,
    inputs: all,
  };
}

function noteIf(count: number, words: (count: number) => string): string[] {
  return count === 0 ? [] : [words(count)];
}

/** The scheduler's own entries in their order, and between them the messages as far as they had been read. */
class DayMerge {
  readonly #log: DayLog;
  readonly #header: Omit<DayHeader, 'notes'>;
  readonly #next = new Map<string, number>();
  readonly #inputs: DayInput[] = [];
  readonly #reading: Reading;
  readonly #leadsOfPhone = new Map<string, string[]>();
  readonly #cards = new Map<string, IndexCard>();
  #at = 0;

  constructor(log: DayLog, opening: readonly ProcessCard[], header: Omit<DayHeader, 'notes'>) {
    this.#log = log;
    this.#header = header;
    const marks = new AttemptMarks(log.decisions);
    this.#reading = { marks, leadsOfPhone: (phone) => this.#leadsOfPhone.get(phone) ?? [] };
    for (const { card } of opening) {
      marks.knows(card);
      this.#knowPhone(card);
    }
    for (const messages of log.followed.values()) {
      for (const message of messages) {
        if (message.occurredAt < header.fromAt) continue;
        for (const news of message.topic === LEAD_EVENTS.name ? readLeadNews(message) : []) {
          if (news.type === 'card') this.#cards.set(`${news.card.leadId} ${news.card.version}`, news.card);
        }
      }
    }
  }

  inputs(): readonly DayInput[] {
    let epoch: bigint | undefined;
    for (const { at, event, entry, read } of this.#entries()) {
      if (epoch !== undefined && event.epoch > epoch) this.#put({ type: 'started', at });
      epoch = event.epoch;
      this.#readTo(read, at, entry?.type === 'chosen' ? entry.leadId : '');
      if (entry !== undefined) this.#put(entry);
    }
    this.#readRest();
    return this.#inputs;
  }

  /** A choice is an entry of its own, earlier than what became of it. */
  #entries() {
    const { decisions } = this.#log;
    const cardOf = (leadId: string, version: number): IndexCard | undefined =>
      this.#cards.get(`${leadId} ${version}`);
    return decisions
      .flatMap((event) => {
        const { choice, sequence, read } = event;
        const entry = decodeDecision(event, cardOf);
        const own = { event, sequence, entry, read, at: fromTime(event.decisionTime) ?? 0 };
        if (choice === undefined) return [own];
        const chosen = decodeChoice(event);
        const at = fromTime(choice.choiceTime) ?? 0;
        return [{ event, sequence: choice.sequence, entry: chosen, read: choice.read, at }, own];
      })
      .toSorted((a, b) => Number(a.event.epoch - b.event.epoch) || Number(a.sequence - b.sequence));
  }

  /**
   * Messages that were read by now and not before, each at its own time between the entries. What tells of the very lead that is
   * chosen now was taken in just now, however long it was on its way.
   */
  #readTo(read: readonly LogPlace[], at: number, chosenLeadId: string): void {
    const messages = read.flatMap((place) => this.#takeTo(placeKey(place), place.offset));
    const timeOf = (message: BusMessage): number =>
      chosenLeadId !== '' && tellsOf(message).includes(chosenLeadId) ? at : Math.min(message.occurredAt, at);
    for (const [message, takenAt] of inTime(messages, timeOf)) this.#putMessage(message, takenAt);
  }

  /** What came after the last decision. */
  #readRest(): void {
    const messages = [...this.#log.followed.keys()].flatMap((key) => this.#takeTo(key, undefined));
    for (const [message, takenAt] of inTime(messages, ({ occurredAt }) => occurredAt)) {
      this.#putMessage(message, takenAt);
    }
  }

  #takeTo(key: string, offset: bigint | undefined): readonly BusMessage[] {
    const messages = this.#log.followed.get(key) ?? [];
    const from = this.#next.get(key) ?? 0;
    let to = from;
    for (let next = messages[to]; next !== undefined; next = messages[to]) {
      if (offset !== undefined && next.offset >= offset) break;
      to += 1;
    }
    this.#next.set(key, to);
    return messages.slice(from, to);
  }

  #putMessage(message: BusMessage, at: number): void {
    for (const input of readFollowed(message, Math.max(at, this.#at), this.#reading)) {
      // Cards of the time before are in the opening.
      const isOfLead = input.type === 'card' || input.type === 'deleted';
      if (isOfLead && message.occurredAt < this.#header.fromAt) continue;
      if (input.type === 'card') this.#knowPhone(input.card);
      this.#put(input);
    }
  }

  /** Time only goes on: clocks of services differ by a little. */
  #put(input: DayInput): void {
    this.#at = Math.max(this.#at, input.at);
    if (this.#at < this.#header.toAt) this.#inputs.push({ ...input, at: this.#at });
  }

  #knowPhone({ homeGuard, leadId }: IndexCard): void {
    const known = this.#leadsOfPhone.get(homeGuard);
    if (known === undefined) this.#leadsOfPhone.set(homeGuard, [leadId]);
    else if (!known.includes(leadId)) known.push(leadId);
  }
}

/** By time, messages of one partition in their order. */
function inTime(
  messages: readonly BusMessage[],
  timeOf: (message: BusMessage) => number,
): readonly (readonly [message: BusMessage, at: number])[] {
  const latest = new Map<string, number>();
  return messages
    .map((message) => {
      const key = placeKey(message);
      const at = Math.max(timeOf(message), latest.get(key) ?? 0);
      latest.set(key, at);
      return [message, at] as const;
    })
    .toSorted(([, a], [, b]) => a - b);
}
