import { reasonError } from '@firstring/contracts';
import type {
  SimulateDayRequest,
  SimulatorServiceImplementation,
} from '@firstring/contracts/scheduling/simulator_service';
import type { DayFiguresView, SimulationView } from '../src/app/views/simulations.ts';

const REAL: DayFiguresView = {
  presentations: 9516,
  dials: 9516,
  leadsDialled: 5348,
  uniqueDialRate: 0.562,
  attemptsPerLead: 1.78,
  contacts: 2112,
  contactRate: 0.222,
  talkMs: 254_880_000,
  byLevel: {
    P1: { dials: 5935, contacts: 1507, rate: 0.254 },
    P2: { dials: 3254, contacts: 456, rate: 0.14 },
    callback: { dials: 327, contacts: 149, rate: 0.456 },
  },
  speedToLeadMs: { p50: 15_700, p99: 12_960_000, leads: 3000 },
  capHits: { DAY_CAP: 850, P1_DAY_CAP: 1150 },
  refusedOffers: 3,
  modelled: 0,
};

function reportOf({ day, timeZone, policy }: SimulateDayRequest): SimulationView {
  const about = { day, timeZone, notes: [], real: REAL, events: 65_877, eventsPerSecond: 93_507 };
  if (policy === '') {
    const replay = { isExact: true, alike: 9516, real: 9516 };
    return { ...about, simulated: REAL, replay, answers: 'none needed' };
  }
  const simulated = { ...REAL, dials: 9100, leadsDialled: 6200, uniqueDialRate: 0.681, modelled: 1840 };
  return { ...about, simulated, answers: 'fitted to the day' };
}

/** Knows one made-up day; `many` in a policy is an error, and 2020 is before the log. */
export const fakeSimulator: SimulatorServiceImplementation = {
  async *simulateDay(request) {
    if (request.day.startsWith('2020')) {
      throw reasonError('DAY_UNKNOWN', { message: `the decision log has nothing of ${request.day}` });
    }
    if (request.policy.includes('many')) {
      throw reasonError('POLICY_INVALID', { message: 'line 3: must be a whole number from 1 to 1000' });
    }
    yield { report: JSON.stringify(reportOf(request)) };
  },
};
