import { useQuery } from '@tanstack/react-query';
import type { FirstStepName, FirstStepsView } from '../../../src/app/views/first-steps.ts';
import { getJson } from '../api-client.ts';
import { campaignPath } from '../campaigns/campaign-path.ts';
import { useCan, useSession } from '../session.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import panel from '../ui/panel.module.css';
import styles from './first-steps.module.css';

interface StepWords {
  readonly title: string;
  readonly how: string;
  readonly path: (campaignId: string) => string;
}

const ofCampaign =
  (tab: string) =>
  (campaignId: string): string =>
    campaignId === '' ? '/campaigns' : campaignPath(campaignId, tab);

const WORDS: Readonly<Record<FirstStepName, StepWords>> = {
  campaign: {
    title: 'Make a campaign',
    how: 'It says when and how often leads are called.',
    path: () => '/campaigns',
  },
  agent: {
    title: 'Put an agent to work in it',
    how: 'Make users under Settings, Users and roles; then tick them on the campaign’s Agents tab.',
    path: ofCampaign('agents'),
  },
  phone: {
    title: 'Register the agent’s phone',
    how: 'Telephony, Phones makes the account: user name, password and registrar for the softphone or desk phone.',
    path: () => '/telephony/phones',
  },
  trunk: {
    title: 'Add a trunk',
    how: 'The carrier that calls go out over, with the caller ids it has verified. Test it with a number of your own.',
    path: () => '/telephony/trunks',
  },
  link: {
    title: 'Give a vendor a link',
    how: 'The campaign’s Enrichment Data tab makes the address to which leads are posted; a list can be uploaded instead.',
    path: ofCampaign('enrichment-data'),
  },
  lead: {
    title: 'Get the first lead',
    how: 'Test a link on that tab posts one, or upload a file under Leads, Lists.',
    path: () => '/leads',
  },
  call: {
    title: 'Make the first call',
    how: 'The agent opens the Desk and becomes Ready: the lead comes up, and Dial calls it.',
    path: () => '/reporting',
  },
};

/** What a new process still needs until its first call; for those who can do it. */
export function FirstSteps() {
  const can = useCan();
  return can('process:write') ? <Steps /> : null;
}

function Steps() {
  const { processId } = useSession();
  const { data } = useQuery({
    queryKey: ['first-steps', processId],
    queryFn: () => getJson<FirstStepsView>('/api/process/first-steps', { processId }),
  });
  // Whoever has made a call has found their own way: by lists alone, say, without a link.
  if (data === undefined || data.steps.some(({ step, done }) => step === 'call' && done)) return null;
  const next = data.steps.find(({ done }) => !done)?.step;
  return (
    <section className={panel['panel']} aria-labelledby="first-steps">
      <h2 id="first-steps">First steps</h2>
      <ol className={styles['steps']}>
        {data.steps.map(({ step, done }) => (
          <li key={step} data-done={done} aria-current={step === next ? 'step' : undefined}>
            <span className={styles['mark']}>{done ? <Icon name="check" /> : null}</span>
            <div>
              <Link to={WORDS[step].path(data.campaignId)}>{WORDS[step].title}</Link>
              {done ? <span className={panel['quiet']}> Done</span> : null}
              {step === next ? <p>{WORDS[step].how}</p> : null}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
