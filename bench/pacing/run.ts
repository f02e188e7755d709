import { localDay } from '@firstring/domain';
import { systemClock } from '@firstring/kernel/system';
import { CampaignPacing } from '../../services/scheduler/src/app/outreach/campaign-pacing.ts';
import {
  offlineAgent,
  type AgentState,
  type Presence,
} from '../../services/scheduler/src/domain/agent/agent-state.ts';
import { NEW_FORECAST } from '../../services/scheduler/src/domain/pacing/forecast.ts';
import { WINDOW_DAYS } from '../../services/scheduler/src/domain/pacing/ledger.ts';
import { figure, quantile, type Figure } from '../figure.ts';

const ZONE = 'America/New_York';
const DAY_MS = 86_400_000;
const PREDICTIVE = {
  type: 'predictive',
  ceilingBasisPoints: 300,
  linesPerAgentMax: 5,
  waitMs: 2000,
  message: '',
} as const;
/** Of ten agents. */
const AT_WORK: readonly Presence[] = [
  ...Array<Presence>(2).fill('ready'),
  ...Array<Presence>(6).fill('on_call'),
  ...Array<Presence>(2).fill('wrap_up'),
];

/** PACING: how many leads a predictive campaign dials now, decided anew at each look and whenever an agent is free. */
export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const agents = small ? 50 : 500;
  const tookMs = decide(agents, small ? 500 : 20_000);
  const base = { bench: 'PACING', at: `${agents} agents`, unit: 'ms' };
  return [
    figure({ ...base, figure: 'decision_p50_ms', value: quantile(tookMs, 0.5), goal: '' }),
    figure({ ...base, figure: 'decision_p99_ms', value: quantile(tookMs, 0.99), goal: '<=1' }),
  ];
}

function decide(agents: number, decisions: number): Float64Array {
  const states = new Map(Array.from({ length: agents }, (_, at) => [`agent-${at}`, agentAt(at)]));
  const pacing = new CampaignPacing('campaign-1', { forecast: NEW_FORECAST, ledger: month(), counted: [] });
  for (let out = 0; out < agents / 2; out += 1) pacing.dials.set(`attempt-${out}`, dialAt(out));
  const campaign = {
    automatic: PREDICTIVE,
    timeZone: ZONE,
    agentIds: [...states.keys()],
    order: { isActive: true },
  };
  const deps = {
    agents: {
      get(agentId: string) {
        const state = states.get(agentId);
        return state === undefined ? undefined : { state };
      },
    },
    // Every tenth has been answered, and waits.
    callers: { line: (attemptId: string) => (attemptId.endsWith('0') ? attemptId : undefined) },
    clock: systemClock,
  };
  const tookMs = new Float64Array(decisions);
  for (let number = 0; number < decisions; number += 1) {
    // Somebody else is free each time: no answer can be kept from the time before.
    const moved = number % agents;
    states.set(`agent-${moved}`, agentAt(moved + number));
    const startMs = systemClock.monotonicMs();
    pacing.judge(deps, campaign);
    tookMs[number] = systemClock.monotonicMs() - startMs;
  }
  if (pacing.mode !== 'ahead') throw new Error(`the campaign dials ${pacing.mode}: nothing was forecast`);
  return tookMs;
}

function agentAt(number: number): AgentState {
  const presence = AT_WORK[number % AT_WORK.length] ?? 'ready';
  const { lostAt: _here, ...state } = offlineAgent(`agent-${number}`, 0);
  const work = { attemptId: `call-${number}`, leadId: `lead-${number}` };
  // Of work only its presence is looked at.
  return presence === 'on_call' ? ({ ...state, presence, work } as AgentState) : { ...state, presence };
}

/** Thirty days well below the ceiling: otherwise there would be nothing to decide. */
function month() {
  const nowAt = systemClock.now();
  return Array.from({ length: WINDOW_DAYS }, (_, before) => ({
    day: localDay(ZONE, nowAt - before * DAY_MS),
    answered: 20_000,
    abandoned: 100,
  })).toReversed();
}

function dialAt(number: number) {
  return {
    attemptId: `attempt-${number}`,
    processId: 'process-1',
    campaignId: 'campaign-1',
    leadId: `lead-${number}`,
    homeGuard: '+12025550123',
    leadVersion: 1,
    lane: 'p1',
    level: 'P1',
    begunAt: 0,
    choice: { sequence: 0, chosenAt: 0, read: [], turns: undefined, isBehind: false, facts: undefined },
    token: 1,
  } as const;
}
