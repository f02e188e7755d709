import { EndCause } from '@firstring/contracts/common/call_record';
import { LeadStatus } from '@firstring/contracts/leads/lead';
import { systemClock } from '@firstring/kernel/system';
import { aCall } from './_fake-lead-store.ts';
import type { Harness } from './_harness.ts';

const DAY_MS = 86_400_000;

/** A believable little office: leads of all statuses, a history, declared parameters, registered phones. */
export function furnish({ leadStore, claim, phones }: Harness): void {
  leadStore.parameters.set('roof_age', { processId: 'p1', name: 'roof_age', label: 'Age of the roof' });
  leadStore.parameters.set('monthly_bill', { processId: 'p1', name: 'monthly_bill', label: 'Monthly bill' });
  leadStore.add({
    leadId: 'lea',
    phone: '+12025550123',
    firstName: 'Lea',
    lastName: 'Lindqvist',
    email: 'lea.lindqvist@example.org',
    custom: { roof_age: '12 years', monthly_bill: '$210' },
  });
  leadStore.calls.push(
    aCall({
      attemptId: 'a2',
      leadId: 'lea',
      phone: '+12025550123',
      cause: EndCause.END_CAUSE_LEAD_HUNG_UP,
      talkMs: 95_000,
      agoMs: 3 * 3_600_000,
      disposition: 'Call back',
      note: 'Asked for a quote with battery.\nPrefers mornings.',
    }),
    aCall({ attemptId: 'a1', leadId: 'lea', agentId: 'bob', phone: '+12025550123', agoMs: DAY_MS }),
  );
  const names = [
    'Mara Moss',
    'Noah Nunez',
    'Olga Ortiz',
    'Paul Park',
    'Quinn Quist',
    'Rosa Reyes',
    'Sven Sund',
  ];
  names.forEach((name, index) => {
    const [firstName = '', lastName = ''] = name.split(' ');
    const statuses = [
      LeadStatus.LEAD_STATUS_NEW,
      LeadStatus.LEAD_STATUS_CONTACTED,
      LeadStatus.LEAD_STATUS_CONVERTED,
    ];
    leadStore.add({
      leadId: firstName.toLowerCase(),
      phone: `+1202555014${index}`,
      firstName,
      lastName,
      email: `${firstName.toLowerCase()}@example.org`,
      status: statuses[index % 3] ?? LeadStatus.LEAD_STATUS_NEW,
      vendorName: index % 2 === 0 ? 'Bright Leads' : 'Sun & Co',
      createdAt: systemClock.now() - (index + 1) * DAY_MS,
    });
    leadStore.calls.push(
      aCall({
        attemptId: `b${index}`,
        leadId: firstName.toLowerCase(),
        agentId: index % 2 === 0 ? 'ann' : 'bob',
        phone: `+1202555014${index}`,
        cause: index % 2 === 0 ? EndCause.END_CAUSE_NO_ANSWER : EndCause.END_CAUSE_AGENT_HUNG_UP,
        talkMs: index % 2 === 0 ? 0 : 60_000 * index,
        agoMs: index * 3_600_000,
        disposition: index % 2 === 0 ? 'No answer' : 'Not interested',
      }),
    );
  });
  phones.register('ann');
  phones.register('bob');
  claim.lock('+12025550123', { agentId: 'ann', leadId: 'lea' });
}
