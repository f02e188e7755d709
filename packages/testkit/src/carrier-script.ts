/** What the carrier does with one INVITE. */
export interface CarrierScript {
  /** From the INVITE to the 180 (or, with `earlyMedia`, the 183 with sound); left out: no provisional response. */
  ringAfterMs?: number;
  earlyMedia?: boolean;
  outcome:
    | { type: 'answer'; afterMs: number; hangUpAfterMs?: number }
    | { type: 'reject'; status: number; afterMs: number }
    /** Nothing more, until the caller gives up. */
    | { type: 'no-answer' };
}

export type CarrierPolicy = (number: string) => CarrierScript;

const RING_AFTER_MS = 100;
const ANSWER_AFTER_MS = 1500;

/** Special last two digits of a number, as in carriers' own test numbers. */
export const CARRIER_NUMBERS: Readonly<Record<string, CarrierScript>> = {
  '03': { outcome: { type: 'reject', status: 503, afterMs: 20 } },
  '04': { outcome: { type: 'reject', status: 404, afterMs: 50 } },
  '80': { ringAfterMs: RING_AFTER_MS, outcome: { type: 'no-answer' } },
  '83': {
    ringAfterMs: RING_AFTER_MS,
    earlyMedia: true,
    outcome: { type: 'answer', afterMs: ANSWER_AFTER_MS },
  },
  '86': { ringAfterMs: RING_AFTER_MS, outcome: { type: 'reject', status: 486, afterMs: 300 } },
  '99': { outcome: { type: 'no-answer' } },
};

/**
 * The last two digits decide: 03 service unavailable, 04 unknown number, 80 rings for ever, 83 early media, 86 busy, 99
 * silence. Every other number rings and is answered.
 */
export function scriptByLastDigits(number: string): CarrierScript {
  const special = CARRIER_NUMBERS[number.slice(-2)];
  return special ?? { ringAfterMs: RING_AFTER_MS, outcome: { type: 'answer', afterMs: ANSWER_AFTER_MS } };
}
