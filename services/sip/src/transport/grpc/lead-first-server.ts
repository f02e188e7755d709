import { reasonError } from '@firstring/contracts';
import { LeadChoice as WireChoice } from '@firstring/contracts/common/call_record';
import type {
  ConnectPlan,
  DialLeadRequest,
  LeadFirstServiceDefinition,
  PlayPlan,
} from '@firstring/contracts/sip/lead_first_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { dialLead, type DialLeadDeps } from '../../app/dial-lead.ts';
import { isSoundName } from '../../app/waiting-sounds.ts';
import type { LeadChoice, LeadFirstPlan } from '../../domain/lead-first.ts';
import { decodeLeadFirstPermit } from './decode-permit.ts';

const CONNECT_MS_MAX = 2000;
const WAIT_MS_MAX = 300_000;
const KEY = /^[0-9*#]$/;

const CHOICES: Readonly<Partial<Record<WireChoice, LeadChoice>>> = {
  LEAD_CHOICE_CONNECT: 'CONNECT',
  LEAD_CHOICE_LATER: 'LATER',
  LEAD_CHOICE_EXCLUDE: 'EXCLUDE',
};

/** The method table of LeadFirstService. */
export function leadFirstServer(
  deps: DialLeadDeps,
): ServiceImplementation<typeof LeadFirstServiceDefinition> {
  return {
    async dialLead(request) {
      required(request.requestId, 'request_id');
      await dialLead(deps, decodeLeadFirstPermit(request.permit), decodePlan(request));
      return {};
    },
  };
}

function decodePlan({ plan }: DialLeadRequest): LeadFirstPlan {
  switch (plan?.$case) {
    case 'connect':
      return decodeConnect(plan.value);
    case 'play':
      return decodePlay(plan.value);
    default:
      throw invalid('plan');
  }
}

function decodeConnect({ waitMs, message }: ConnectPlan): LeadFirstPlan {
  return {
    keys: {},
    waitMs: within(waitMs, CONNECT_MS_MAX, 'connect.wait_ms'),
    message: sound(message, 'message'),
  };
}

function decodePlay({ recording, keys, waitMs, message }: PlayPlan): LeadFirstPlan {
  const entries = keys.map(({ key, choice }): [string, LeadChoice] => {
    const meant = CHOICES[choice];
    if (!KEY.test(key) || meant === undefined) throw invalid('play.keys');
    return [key, meant];
  });
  const plan = { recording: sound(recording, 'play.recording'), keys: Object.fromEntries(entries) };
  if (Object.keys(plan.keys).length !== keys.length) throw invalid('play.keys');
  const isOffered = entries.some(([, choice]) => choice === 'CONNECT');
  return {
    ...plan,
    waitMs: isOffered ? within(waitMs, WAIT_MS_MAX, 'play.wait_ms') : 0,
    message: isOffered ? sound(message, 'play.message') : '',
  };
}

function within(value: number, max: number, field: string): number {
  if (value < 1 || value > max) throw invalid(field);
  return value;
}

function sound(name: string, field: string): string {
  if (!isSoundName(name)) throw invalid(field);
  return name;
}

function invalid(field: string): Error {
  return reasonError('INVALID_ARGUMENT', { details: { field } });
}
