/** What the next calls will probably be like, from those before: a mean that forgets, begun with a guess. */
export interface Forecast {
  /** Dials and answers, the older ones counting less. */
  readonly dials: number;
  readonly answers: number;
  /** From the INVITE to the answer, ms. */
  readonly ringMs: number;
  readonly talkMs: number;
  readonly wrapUpMs: number;
}

export type ForecastInput =
  | { readonly type: 'dialled'; readonly answered: boolean; readonly ringMs: number }
  | { readonly type: 'talked' | 'wrapped_up'; readonly tookMs: number };

/** As if so many dials had been made already: three of ten answered. */
const GUESS = { dials: 10, answers: 3 };
export const NEW_FORECAST: Forecast = {
  ...GUESS,
  ringMs: 12_000,
  talkMs: 120_000,
  wrapUpMs: 20_000,
};
/** A dial two hundred dials ago counts a third. */
const FORGET = 1 - 1 / 200;
const WEIGHT = 0.05;
/** One call that lasts all day says little of the next. */
const TOOK_MS_MAX = 1_800_000;

export function learn(forecast: Forecast, input: ForecastInput): Forecast {
  switch (input.type) {
    case 'dialled': {
      const dials = forecast.dials * FORGET + 1;
      const answers = forecast.answers * FORGET + (input.answered ? 1 : 0);
      const ringMs = input.answered ? towards(forecast.ringMs, input.ringMs) : forecast.ringMs;
      return { ...forecast, dials, answers, ringMs };
    }
    case 'talked':
      return { ...forecast, talkMs: towards(forecast.talkMs, input.tookMs) };
    case 'wrapped_up':
      return { ...forecast, wrapUpMs: towards(forecast.wrapUpMs, input.tookMs) };
  }
}

/** Share of dials that are answered. */
export function answerRate({ dials, answers }: Forecast): number {
  return answers / dials;
}

/** The same, a standard error higher: too many answers is what must not be. */
export function cautiousAnswerRate(forecast: Forecast): number {
  const rate = answerRate(forecast);
  return Math.min(1, rate + Math.sqrt((rate * (1 - rate)) / forecast.dials));
}

function towards(mean: number, tookMs: number): number {
  return mean + (Math.min(Math.max(tookMs, 0), TOOK_MS_MAX) - mean) * WEIGHT;
}
