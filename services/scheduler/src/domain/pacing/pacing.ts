import { cautiousAnswerRate, type Forecast } from './forecast.ts';
import type { Room } from './ledger.ts';

/** How a campaign dials now (proto PacingMode). */
export type PacingMode = 'resting' | 'preview' | 'one_each' | 'ahead';

/** Who and what is there at this moment. */
export interface Situation {
  readonly agentsReady: number;
  readonly agentsTalking: number;
  readonly agentsWrappingUp: number;
  /** Dialled, not answered yet. */
  readonly callsOut: number;
  /** Answered, without an agent yet. */
  readonly callsWaiting: number;
}

export interface PacingLimits {
  readonly ceilingBasisPoints: number;
  readonly linesPerAgentMax: number;
}

export interface Pace {
  readonly mode: PacingMode;
  /** Calls to begin now. */
  readonly dials: number;
}

/** Of the ceiling; what is left is for phones that fail, and for days that are worse than the days before. */
const AIM = 2 / 3;

/**
 * how many leads to dial now. The forecast says how many would be good; the room says how many may be, whatever the forecast: were all
 * calls that are out abandoned, the thirty days would still be below the ceiling, and were all those answered for which no agent is ready, today
 * would be. Agents for whom that leaves nothing are given previews.
 */
export function paceOf(
  now: Situation,
  {
    forecast,
    room,
    limits,
  }: { readonly forecast: Forecast; readonly room: Room; readonly limits: PacingLimits },
): Pace {
  const atWork = now.agentsReady + now.agentsTalking + now.agentsWrappingUp;
  if (atWork === 0) return { mode: 'resting', dials: 0 };
  if (room.window < Math.max(1, now.agentsReady) || room.today < 0) return { mode: 'preview', dials: 0 };
  const mayBe = Math.min(
    room.window - now.callsWaiting,
    now.agentsReady + Math.max(0, room.today) - now.callsWaiting,
    limits.linesPerAgentMax * atWork - now.callsWaiting,
  );
  const share = (AIM * limits.ceilingBasisPoints) / 10_000;
  const lines = linesFor(now, forecast, { share, linesMax: Math.max(0, mayBe) });
  const isAhead = lines > now.agentsReady;
  return { mode: isAhead ? 'ahead' : 'one_each', dials: Math.max(0, lines - now.callsOut) };
}

/** Of so many at most, the most calls out at once of which, on average, no greater share is left alone than that. */
function linesFor(
  now: Situation,
  forecast: Forecast,
  { share, linesMax }: { readonly share: number; readonly linesMax: number },
): number {
  const rate = cautiousAnswerRate(forecast);
  const free = Math.max(0, Math.floor(freeSoon(now, forecast)) - now.callsWaiting);
  let [fits, tooMany] = [Math.min(free, now.agentsReady, linesMax), linesMax + 1];
  while (tooMany - fits > 1) {
    const lines = (fits + tooMany) >> 1;
    if (leftAlone(lines, rate, free) <= share * lines * rate) fits = lines;
    else tooMany = lines;
  }
  return fits;
}

/** Agents who are ready when a call of now is answered: those who are, and those who will have finished. */
function freeSoon({ agentsReady, agentsTalking, agentsWrappingUp }: Situation, forecast: Forecast): number {
  const { ringMs, talkMs, wrapUpMs } = forecast;
  const done = (meanMs: number): number => 1 - Math.exp(-ringMs / Math.max(1, meanMs));
  return agentsReady + agentsWrappingUp * done(wrapUpMs) + agentsTalking * done(talkMs + wrapUpMs);
}

/** Of so many calls, each answered with this probability: how many answers, on average, are more than there are agents for. */
function leftAlone(lines: number, rate: number, agents: number): number {
  if (agents >= lines) return 0;
  const mean = lines * rate;
  const deviation = Math.sqrt(mean * (1 - rate));
  // Nearly all are answered, or nearly none: there is nothing to chance.
  if (deviation < 1e-9) return Math.max(0, mean - agents);
  return lines <= EXACT_MAX ? exactlyAlone(lines, rate, agents) : aboutAlone(mean, deviation, agents);
}

/** Beyond it the normal curve is as good, and quicker. */
const EXACT_MAX = 200;

function exactlyAlone(lines: number, rate: number, agents: number): number {
  let probability = (1 - rate) ** lines;
  let sum = 0;
  for (let answers = 1; answers <= lines; answers += 1) {
    probability *= ((lines - answers + 1) / answers) * (rate / (1 - rate));
    if (answers > agents) sum += probability * (answers - agents);
  }
  return sum;
}

function aboutAlone(mean: number, deviation: number, agents: number): number {
  const z = (agents - mean) / deviation;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return deviation * density + (mean - agents) * (1 - normal(z));
}

/** The normal distribution, within 1e-7 (Abramowitz and Stegun, 26.2.17). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return z >= 0 ? 1 - tail : tail;
}
