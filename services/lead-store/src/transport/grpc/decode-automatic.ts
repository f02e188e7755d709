import type { PredictivePacing, VoiceBlast } from '@firstring/contracts/leads/automatic_dialling';
import { CampaignType } from '@firstring/contracts/leads/campaign';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import { invalid } from './decode.ts';

/** Figures of the law: of answered calls, over thirty days, and from the answer on. */
const [CEILING_MAX, CONNECT_MS_MIN, CONNECT_MS_MAX] = [300, 250, 2000];
const LINES_MAX = 10;
const [CALLS_MAX, CALLS_PER_MINUTE_MAX, LATER_MINUTES_MAX, WAIT_S_MAX] = [500, 6000, 10_080, 300];
const SOUND = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const KEY = /^[0-9*#]$/;

/** How a campaign dials by itself (ADR 23); of the other types it is left out. */
export function decodeAutomatic({ type, predictive, voiceBlast }: Campaign): Partial<Campaign> {
  return {
    predictive:
      type === CampaignType.CAMPAIGN_TYPE_PARALLEL_PREDICTIVE ? decodePredictive(predictive) : undefined,
    voiceBlast: type === CampaignType.CAMPAIGN_TYPE_VOICE_BLAST ? decodeBlast(voiceBlast) : undefined,
  };
}

function decodePredictive(wire: PredictivePacing | undefined): PredictivePacing | undefined {
  if (wire === undefined) return undefined;
  const at = (part: string): string => `campaign.predictive.${part}`;
  const ceiling = wire.abandonmentCeilingBasisPoints;
  if (ceiling < 0 || ceiling > CEILING_MAX) {
    const meant = `${ceiling / 100} % would break the ceiling: at most 3 % of answered calls may be abandoned`;
    throw invalid(at('abandonment_ceiling_basis_points'), meant);
  }
  const wait = wire.connectLimitMs;
  if (wait !== 0 && (wait < CONNECT_MS_MIN || wait > CONNECT_MS_MAX)) {
    throw invalid(at('connect_limit_ms'), `${wait} ms would break the limit: an agent within 250 to 2000 ms`);
  }
  const lines = wire.linesPerAgentMax;
  if (lines < 0 || lines > LINES_MAX) throw invalid(at('lines_per_agent_max'), `is from 1 to ${LINES_MAX}`);
  return {
    abandonmentCeilingBasisPoints: ceiling || CEILING_MAX,
    connectLimitMs: wait || CONNECT_MS_MAX,
    safeHarbourMessage: sound(wire.safeHarbourMessage, at('safe_harbour_message')),
    linesPerAgentMax: lines || 3,
  };
}

function decodeBlast(wire: VoiceBlast | undefined): VoiceBlast | undefined {
  if (wire === undefined) return undefined;
  const at = (part: string): string => `campaign.voice_blast.${part}`;
  const { connectKey, laterKey, excludeKey } = wire;
  const keys = [connectKey, laterKey, excludeKey].filter((key) => key !== '');
  if (excludeKey === '')
    throw invalid(at('exclude_key'), 'is required: nobody is played to who cannot say no');
  if (keys.some((key) => !KEY.test(key))) throw invalid(at('keys'), 'are one of 0 to 9, * and #');
  if (new Set(keys).size < keys.length) throw invalid(at('keys'), 'must differ');
  const part = (field: string, value: number, [usual, max]: readonly [number, number]): number => {
    if (value < 0 || value > max) throw invalid(at(field), `is from 1 to ${max}`);
    return value || usual;
  };
  return {
    recording: sound(wire.recording, at('recording')),
    callsMax: part('calls_max', wire.callsMax, [10, CALLS_MAX]),
    callsPerMinute: part('calls_per_minute', wire.callsPerMinute, [60, CALLS_PER_MINUTE_MAX]),
    connectKey,
    laterKey,
    excludeKey,
    laterMinutes: part('later_minutes', wire.laterMinutes, [60, LATER_MINUTES_MAX]),
    connectWaitSeconds: part('connect_wait_seconds', wire.connectWaitSeconds, [30, WAIT_S_MAX]),
    noAgentMessage: connectKey === '' ? '' : sound(wire.noAgentMessage, at('no_agent_message')),
  };
}

function sound(name: string, field: string): string {
  if (!SOUND.test(name)) throw invalid(field, 'is the name of a sound: letters, digits, - and _');
  return name;
}
