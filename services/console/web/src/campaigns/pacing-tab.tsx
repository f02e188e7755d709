import { useQuery } from '@tanstack/react-query';
import type { CampaignDetails, PacingView } from '../../../src/app/views/campaigns.ts';
import { getJson } from '../api-client.ts';
import { MODE_WORDS, neededWords, shareWords } from '../logic/pacing-words.ts';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { campaignsKey } from './campaign-key.ts';
import { PacingForm } from './pacing-form.tsx';
import styles from './campaigns.module.css';

const LOOK_MS = 1000;

/** how a campaign that dials by itself does so now, and what it was told. */
export function PacingTab({ campaign }: { campaign: CampaignDetails }) {
  const { campaignId, processId } = campaign;
  const pacing = useQuery({
    queryKey: [...campaignsKey(processId), campaignId, 'pacing'],
    queryFn: () =>
      getJson<PacingView>(`/api/campaigns/${encodeURIComponent(campaignId)}/pacing`, { processId }),
    refetchInterval: LOOK_MS,
  });
  return (
    <Page title="Pacing">
      <QueryState query={pacing}>
        {(now) => <Now pacing={now} isPredictive={campaign.settings.type === 'parallel_predictive'} />}
      </QueryState>
      <PacingForm campaign={campaign} />
    </Page>
  );
}

function Now({ pacing, isPredictive }: { pacing: PacingView; isPredictive: boolean }) {
  const needed = neededWords(pacing);
  const figures: readonly (readonly [label: string, value: string])[] = [
    ['Agents ready', `${pacing.agentsReady} of ${pacing.agentsAtWork} at work`],
    ['Calls being dialled', String(pacing.callsOut)],
    ['Answered, waiting for an agent', String(pacing.callsWaiting)],
    ['Answer rate', `${Math.round(100 * pacing.answerRate)} %`],
    ...(isPredictive ? ceilingFigures(pacing) : []),
  ];
  return (
    <section aria-label="Now">
      <p>
        <strong>{MODE_WORDS[pacing.mode]}</strong>
      </p>
      {needed === undefined ? null : <Notice tone="warn">{needed}</Notice>}
      <dl className={styles['figures']}>
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function ceilingFigures(pacing: PacingView): readonly (readonly [string, string])[] {
  const { abandoned30Days, answered30Days, abandonedToday, answeredToday } = pacing;
  const ceiling = `${pacing.ceilingBasisPoints / 100} %`;
  return [
    [
      `Abandoned in 30 days, ceiling ${ceiling}`,
      `${shareWords(abandoned30Days, answered30Days)} (${abandoned30Days} of ${answered30Days} answered)`,
    ],
    [
      'Abandoned today',
      `${shareWords(abandonedToday, answeredToday)} (${abandonedToday} of ${answeredToday} answered)`,
    ],
    ['Talk and wrap-up', `${Math.round(pacing.talkMs / 1000)} s and ${Math.round(pacing.wrapUpMs / 1000)} s`],
  ];
}
