/** How a conversation fares. */
export interface LineQuality {
  /** Share of packets lost, 0-1. */
  lossFraction: number;
  jitterMs: number;
  /** Left out: not known, and taken as short. */
  roundTripMs?: number;
}

/** What a talk takes from mouth to ear without any network: packets of 20 ms and a jitter buffer of two. */
const FIXED_DELAY_MS = 60;
const BEST_RATING = 93.2;
/** G.711 with packet loss concealment under random loss (ITU-T G.113 appendix I). */
const [IMPAIRMENT, LOSS_ROBUSTNESS] = [0, 25.1];

/**
 * Estimates how listeners would rate it, 1 (bad) to 4.4 (as good as G.711 gets), by the E-model of ITU-T G.107 with its
 * defaults: delay with twice the jitter as buffer, loss as equipment impairment. Below 3.6 many listeners complain.
 */
export function estimateMos(quality: LineQuality): number {
  const delayMs = FIXED_DELAY_MS + (quality.roundTripMs ?? 0) / 2 + 2 * Math.max(0, quality.jitterMs);
  const lossPercent = 100 * Math.min(1, Math.max(0, quality.lossFraction));
  const delayImpairment = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - 177.3);
  const lossImpairment = IMPAIRMENT + ((95 - IMPAIRMENT) * lossPercent) / (lossPercent + LOSS_ROBUSTNESS);
  const rating = BEST_RATING - delayImpairment - lossImpairment;
  if (rating <= 0) return 1;
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}
