import { increase, now, quantile, rate } from './prometheus.ts';

export interface Alert {
  /** Its page is docs/runbooks/<kebab-case>.md. */
  readonly name: string;
  readonly expr: string;
  /** So long before anybody is told. */
  readonly for: string;
  /** `page`: somebody gets up. `ticket`: somebody looks today. */
  readonly severity: 'page' | 'ticket';
  readonly summary: string;
}

const away = (name: string, attribute?: string): string =>
  `${now(name, attribute, 'max').expr} == 0 or absent(${now(name, attribute, 'max').expr})`;

export const ALERTS: readonly Alert[] = [
  {
    name: 'LeadsNotTaken',
    expr: `sum (rate(${serverErrors('http.server.request.duration')}[5m])) > 0.05`,
    for: '2m',
    severity: 'page',
    summary: 'Vendors or agents get answers of 500 and above.',
  },
  {
    name: 'SpeedToLeadSlow',
    expr: `${quantile(0.5, 'firstring.lead.wait.duration', undefined, '10m').expr} > 5 and on () ${readyAgents()} > 0`,
    for: '10m',
    severity: 'page',
    summary: 'Half of the new leads wait more than five seconds although agents are Ready.',
  },
  {
    name: 'SchedulerNotServing',
    expr: away('firstring.scheduler.serving'),
    for: '1m',
    severity: 'page',
    summary: 'No scheduler offers leads.',
  },
  {
    name: 'SchedulerFenced',
    expr: `${increase('firstring.scheduler.fencings', '15m')} > 2`,
    for: '0m',
    severity: 'ticket',
    summary: 'Schedulers take each other’s processes away again and again.',
  },
  {
    name: 'SchedulerLogErrors',
    expr: `${increase('firstring.scheduler.log.errors', '15m')} > 0`,
    for: '0m',
    severity: 'ticket',
    summary: 'The scheduler could not read its log, or a message of it.',
  },
  {
    name: 'OffersFail',
    expr: `${failing('firstring.lead.offers')} > 0.2`,
    for: '5m',
    severity: 'page',
    summary: 'Offers fail for reasons that are nobody’s no.',
  },
  {
    name: 'SipServerLost',
    expr: `${now('firstring.sip.connected', undefined, 'min').expr} == 0`,
    for: '30s',
    severity: 'page',
    summary: 'A sip instance has no SIP server: it takes no calls.',
  },
  {
    name: 'TrunkDown',
    expr: `${now('firstring.trunk.usable', 'firstring.trunk.id', 'max').expr} == 0`,
    for: '2m',
    severity: 'page',
    summary: 'A trunk answers at none of its addresses.',
  },
  {
    name: 'TrunkFailures',
    expr: `${rate('firstring.trunk.failures', 'firstring.trunk.id', '10m').expr} > 0.1`,
    for: '5m',
    severity: 'ticket',
    summary: 'A trunk fails INVITEs again and again.',
  },
  {
    name: 'CallsLost',
    expr: `sum (rate(${ended('LOST|FAILED')}[10m])) / sum (rate(${ended('.+')}[10m])) > 0.1`,
    for: '10m',
    severity: 'ticket',
    summary: 'One call in ten ends because it was lost or has failed.',
  },
  {
    name: 'PermitsNotSettled',
    expr: `${increase('firstring.permit.settle.errors', '10m')} > 10`,
    for: '0m',
    severity: 'ticket',
    summary: 'Claim does not take the outcomes of permits: counters stay reserved.',
  },
  {
    name: 'PhonesRefused',
    expr: `sum (rate(${refusedPhones()}[5m])) > 1`,
    for: '5m',
    severity: 'ticket',
    summary: 'Many phones are refused: a wrong password, or somebody guessing.',
  },
  {
    name: 'CallersWaitLong',
    expr: `${quantile(0.95, 'firstring.caller.wait.duration', undefined, '15m').expr} > 120`,
    for: '10m',
    severity: 'ticket',
    summary: 'People who call wait more than two minutes.',
  },
  {
    name: 'BusLagging',
    expr: `${now('firstring.bus.lag', 'messaging.consumer.group.name', 'max').expr} > 10000`,
    for: '5m',
    severity: 'page',
    summary: 'A consumer falls behind.',
  },
  {
    name: 'DeadLetters',
    expr: `${increase('firstring.bus.dead_letters', '15m')} > 0`,
    for: '0m',
    severity: 'ticket',
    summary: 'Messages were set aside that no consumer could handle.',
  },
  {
    name: 'OutboxNotPublished',
    expr: `${increase('firstring.outbox.failures', '5m')} > 5`,
    for: '1m',
    severity: 'page',
    summary: 'Events do not get from a store to the bus: nobody hears of anything new.',
  },
  {
    name: 'EventLoopSlow',
    expr: `${now('nodejs.eventloop.delay.p99', undefined, 'max').expr} > 0.2`,
    for: '5m',
    severity: 'ticket',
    summary: 'A process’s loop is held up: everything it does is late.',
  },
  {
    name: 'CallsBetweenServicesFail',
    expr: `${failing('rpc.server.call.duration')} > 1`,
    for: '5m',
    severity: 'page',
    summary: 'Calls between services end with faults.',
  },
];

/** The series of a rate's expression, for a selector of labels. */
function series(name: string): string {
  return /rate\(([a-z0-9_]+)\[/.exec(rate(name).expr)?.[1] ?? '';
}

function serverErrors(name: string): string {
  return `${series(name)}{http_response_status_code=~"5.."}`;
}

function failing(name: string): string {
  return `sum (rate(${series(name)}{firstring_outcome=~"our_error|upstream_error|indeterminate"}[5m]))`;
}

function ended(causes: string): string {
  return `${series('firstring.call.endings')}{firstring_call_cause=~"${causes}"}`;
}

function refusedPhones(): string {
  return `${series('firstring.phone.sign_ins')}{firstring_outcome="caller_error"}`;
}

function readyAgents(): string {
  return `sum (${now('firstring.agent.count').expr.replace(/^sum \((.*)\)$/, '$1')}{firstring_agent_state="ready"})`;
}
