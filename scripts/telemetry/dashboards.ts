import { now, quantile, rate, type Query } from './prometheus.ts';

export interface Panel {
  readonly title: string;
  /** What it means, and what to do when it looks wrong. */
  readonly says: string;
  /** Grafana's unit. */
  readonly unit: 's' | 'short' | 'ops' | 'bytes' | 'bool_on_off';
  readonly queries: readonly Query[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

const LEADS: Dashboard = {
  uid: 'firstring-leads',
  title: 'Firstring: leads and agents',
  rows: [
    {
      title: 'Speed to lead',
      panels: [
        {
          title: 'From coming in to being presented',
          says: 'Half of the new leads are before an agent within the lower line. It rises when no agent is Ready, long before anything is broken.',
          unit: 's',
          queries: [0.5, 0.95].map((q) => quantile(q, 'firstring.lead.wait.duration')),
        },
        {
          title: 'Submissions',
          says: 'What vendors send. Refusals that rise alone: look at the vendor’s page for the reasons.',
          unit: 'ops',
          queries: [rate('firstring.lead.submissions', 'firstring.submission.result')],
        },
        {
          title: 'Time of a vendor’s POST',
          says: 'Durable when answered: the store’s disk is in it.',
          unit: 's',
          queries: [0.5, 0.99].map((q) => quantile(q, 'http.server.request.duration')),
        },
      ],
    },
    {
      title: 'Lanes',
      panels: [
        {
          title: 'Leads that could be called now',
          says: 'By lane. A lane that only grows has too few agents, or leads that nobody may call: ask "why not" at the campaign.',
          unit: 'short',
          queries: [now('firstring.lead.count', 'firstring.lane')],
        },
        {
          title: 'Offers',
          says: 'Leads chosen for an agent, by lane.',
          unit: 'ops',
          queries: [rate('firstring.lead.offers', 'firstring.lane')],
        },
        {
          title: 'Offers by outcome',
          says: 'caller_error: claim said no, which happens; our_error and upstream_error should not be there.',
          unit: 'ops',
          queries: [rate('firstring.lead.offers', 'firstring.outcome')],
        },
        {
          title: 'Dials refused',
          says: 'By reason, docs/failure-modes/claim.md.',
          unit: 'ops',
          queries: [rate('firstring.dial.refusals', 'error.type')],
        },
      ],
    },
    {
      title: 'Agents',
      panels: [
        {
          title: 'Where agents stand',
          says: 'Many ready and leads waiting at once: ask "why next" for one of them.',
          unit: 'short',
          queries: [now('firstring.agent.count', 'firstring.agent.state')],
        },
        {
          title: 'Locks that ran out',
          says: 'An agent’s page was gone, or the scheduler: normal after a restart, not otherwise.',
          unit: 'ops',
          queries: [rate('firstring.claim.lease.expirations')],
        },
      ],
    },
    {
      title: 'Callers and dial-backs',
      panels: [
        {
          title: 'People who wait on the line',
          says: 'Callers who have reached nobody yet.',
          unit: 'short',
          queries: [now('firstring.caller.count')],
        },
        {
          title: 'How long callers waited',
          says: 'Until connected, dismissed, or gone.',
          unit: 's',
          queries: [quantile(0.95, 'firstring.caller.wait.duration', 'firstring.caller.end')],
        },
        {
          title: 'Calls missed',
          says: 'Each becomes a dial-back.',
          unit: 'ops',
          queries: [rate('firstring.caller.misses')],
        },
        {
          title: 'Dial-backs',
          says: 'By the state they came into. More expired than done: dial-backs are not reached.',
          unit: 'ops',
          queries: [rate('firstring.dialback.changes', 'firstring.dialback.state')],
        },
      ],
    },
  ],
};

const CALLS: Dashboard = {
  uid: 'firstring-calls',
  title: 'Firstring: calls and trunks',
  rows: [
    {
      title: 'Calls',
      panels: [
        {
          title: 'Calls under way',
          says: 'By how far they are: many in one step that is no talk hang there.',
          unit: 'short',
          queries: [now('firstring.call.count', 'firstring.call.state')],
        },
        {
          title: 'Calls that ended',
          says: 'By cause. LOST and FAILED are ours or a trunk’s; the others are people’s.',
          unit: 'ops',
          queries: [rate('firstring.call.endings', 'firstring.call.cause')],
        },
        {
          title: 'From INVITE to final response',
          says: 'Of leads it is how long people let it ring; of agents it should be short.',
          unit: 's',
          queries: [quantile(0.5, 'firstring.call.setup.duration', 'telephony.party')],
        },
        {
          title: 'Final responses',
          says: '4xx are people’s answers, 5xx and 408 a carrier’s trouble.',
          unit: 'ops',
          queries: [rate('firstring.call.setup.duration', 'telephony.sip.status_code')],
        },
      ],
    },
    {
      title: 'Trunks',
      panels: [
        {
          title: 'Trunks that may be used',
          says: '0: no address of it answers, or it is not registered.',
          unit: 'bool_on_off',
          queries: [now('firstring.trunk.usable', 'firstring.trunk.id', 'max')],
        },
        {
          title: 'INVITEs that a trunk failed',
          says: 'They go on over another trunk where there is one.',
          unit: 'ops',
          queries: [rate('firstring.trunk.failures', 'firstring.trunk.id')],
        },
        {
          title: 'SIP server connected',
          says: 'Of each sip instance the worst: 0 means that it takes no calls.',
          unit: 'bool_on_off',
          queries: [now('firstring.sip.connected', undefined, 'min')],
        },
        {
          title: 'Phones signing in',
          says: 'Refusals that rise: a wrong password somewhere, or somebody guessing.',
          unit: 'ops',
          queries: [rate('firstring.phone.sign_ins', 'firstring.outcome')],
        },
        {
          title: 'Permits',
          says: 'Refused right before the INVITE, by reason; and outcomes that claim has not taken.',
          unit: 'ops',
          queries: [rate('firstring.permit.refusals', 'error.type'), rate('firstring.permit.settle.errors')],
        },
      ],
    },
  ],
};

const MACHINERY: Dashboard = {
  uid: 'firstring-machinery',
  title: 'Firstring: bus, calls between services, loops',
  rows: [
    {
      title: 'Bus',
      panels: [
        {
          title: 'Lag',
          says: 'Messages a group has still to take. It falls back to 0 after a burst; one that stays up has a consumer that stands still.',
          unit: 'short',
          queries: [now('firstring.bus.lag', 'messaging.consumer.group.name', 'max')],
        },
        {
          title: 'From happening to delivery',
          says: 'Of the whole way: outbox, relay, log, consumer.',
          unit: 's',
          queries: [quantile(0.95, 'firstring.bus.delivery.duration', 'messaging.destination.name')],
        },
        {
          title: 'Published and consumed',
          says: 'Each group consumes what is published, so the second is a multiple of the first.',
          unit: 'ops',
          queries: [rate('messaging.client.sent.messages'), rate('messaging.client.consumed.messages')],
        },
        {
          title: 'Set aside and not published',
          says: 'Dead letters by topic, and rounds of the outbox that failed. Both should be flat at 0.',
          unit: 'ops',
          queries: [
            rate('firstring.bus.dead_letters', 'messaging.destination.name'),
            rate('firstring.outbox.failures'),
          ],
        },
        {
          title: 'Time of a consumer for a batch',
          says: 'By group: what a consumer needs for what it is handed at once.',
          unit: 's',
          queries: [quantile(0.95, 'messaging.process.duration', 'messaging.consumer.group.name')],
        },
      ],
    },
    {
      title: 'Calls between services',
      panels: [
        {
          title: 'Answered, by outcome',
          says: 'caller_error is a no; the other errors are faults.',
          unit: 'ops',
          queries: [rate('rpc.server.call.duration', 'firstring.outcome')],
        },
        {
          title: 'Slowest methods',
          says: 'p99 where it is answered.',
          unit: 's',
          queries: [quantile(0.99, 'rpc.server.call.duration', 'rpc.method')],
        },
        {
          title: 'As the caller sees it',
          says: 'p99 where it is asked: queues and network are in it.',
          unit: 's',
          queries: [quantile(0.99, 'rpc.client.call.duration', 'rpc.method')],
        },
        {
          title: 'HTTP answers',
          says: 'By status: 5xx are ours.',
          unit: 'ops',
          queries: [rate('http.server.request.duration', 'http.response.status_code')],
        },
      ],
    },
    {
      title: 'Processes',
      panels: [
        {
          title: 'Delay of the event loop',
          says: 'The worst instance. Above 0.1 s desks and phones feel it.',
          unit: 's',
          queries: [
            now('nodejs.eventloop.delay.p50', undefined, 'max'),
            now('nodejs.eventloop.delay.p99', undefined, 'max'),
            now('nodejs.eventloop.delay.max', undefined, 'max'),
          ],
        },
        {
          title: 'Memory',
          says: 'All instances together.',
          unit: 'bytes',
          queries: [now('process.memory.usage')],
        },
        {
          title: 'Scheduler',
          says: 'Instances that offer leads, and what went wrong with the log or their ownership.',
          unit: 'short',
          queries: [
            now('firstring.scheduler.serving'),
            rate('firstring.scheduler.fencings'),
            rate('firstring.scheduler.log.errors'),
          ],
        },
        {
          title: 'SIP server lost',
          says: 'Each time all calls of that instance are over.',
          unit: 'ops',
          queries: [rate('firstring.sip.disconnects')],
        },
      ],
    },
  ],
};

export const DASHBOARDS: readonly Dashboard[] = [LEADS, CALLS, MACHINERY];
