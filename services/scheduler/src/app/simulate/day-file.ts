import { reasonError } from '@firstring/contracts';
import { Campaign } from '@firstring/contracts/leads/lead_events';
import type { AppError } from '@firstring/kernel';
import type { Day, DayHeader, DayInput, ProcessCard } from './day.ts';

const FORMAT = 'firstring-day/1';

/** A day as lines of JSON: its header, its leads at the start, and all that happened, in order. */
export function* dayLines({ header, cards, inputs }: Day): Generator<string> {
  yield JSON.stringify({ format: FORMAT, ...header });
  for (const card of cards) yield JSON.stringify({ type: 'lead', ...card });
  for (const input of inputs) yield JSON.stringify(input, campaignAsJson);
}

/** Reads such lines; what is not one is refused with its line. */
export async function readDay(lines: AsyncIterable<string>): Promise<Day> {
  let header: DayHeader | undefined;
  const cards: ProcessCard[] = [];
  const inputs: DayInput[] = [];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line === '') continue;
    const value = parse(line, number);
    if (header === undefined) header = headerOf(value, number);
    else if (value['type'] === 'lead') cards.push(value as unknown as ProcessCard); // by this format
    else inputs.push(inputOf(value, number));
  }
  if (header === undefined) throw notADay(1, 'it is empty');
  return { header, cards, inputs };
}

function campaignAsJson(key: string, value: unknown): unknown {
  // The one message of the wire in a day, with its own JSON.
  return key === 'campaign' ? Campaign.toJSON(value as Campaign) : value;
}

function parse(line: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>; // any object
  } catch (cause) {
    throw notADay(number, 'it is not JSON', cause);
  }
  throw notADay(number, 'it is not an object');
}

function headerOf(value: Record<string, unknown>, number: number): DayHeader {
  const { format, ...header } = value;
  if (format !== FORMAT) throw notADay(number, `its first line does not say "format":"${FORMAT}"`);
  const { day, fromAt, toAt } = header;
  if (typeof day !== 'string' || typeof fromAt !== 'number' || typeof toAt !== 'number') {
    throw notADay(number, 'its header names no day');
  }
  return header as unknown as DayHeader; // by this format
}

function inputOf(value: Record<string, unknown>, number: number): DayInput {
  const { type, at } = value;
  if (typeof type !== 'string' || typeof at !== 'number')
    throw notADay(number, 'it has no type or no instant');
  const input = type === 'campaign' ? { ...value, campaign: Campaign.fromJSON(value['campaign']) } : value;
  return input as unknown as DayInput; // by this format
}

function notADay(line: number, why: string, cause?: unknown): AppError {
  return reasonError('DAY_FILE_INVALID', { message: `line ${line}: ${why}`, cause });
}
