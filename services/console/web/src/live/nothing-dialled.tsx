import type { CampaignWhy } from '../../../src/app/views/explain.ts';
import { campaignPath } from '../campaigns/campaign-path.ts';
import { NextDue } from '../explain/next-due.tsx';
import { useWhy } from '../explain/use-why.ts';
import { reasonLabel } from '../logic/reason-words.ts';
import { campaignHeadline } from '../logic/why-words.ts';
import { Link } from '../ui/link.tsx';
import panel from '../ui/panel.module.css';
import { QueryState } from '../ui/query-state.tsx';

/** Why a campaign dials nothing, in short; the whole of it is on the campaign's Dialling tab. */
export function NothingDialled({ campaignId, name }: { campaignId: string; name: string }) {
  const why = useWhy<CampaignWhy>('campaigns', campaignId, undefined);
  return (
    <section className={panel['panel']} aria-label={`Dialling in ${name}`}>
      <div className={panel['head']}>
        <h3>{name}</h3>
        <Link to={campaignPath(campaignId, 'dialling')}>All of why</Link>
      </div>
      <QueryState query={why}>
        {(data) => (
          <>
            <p>{campaignHeadline(data).headline}</p>
            {data.reasons.length === 0 ? null : (
              <p className={panel['quiet']}>
                {data.reasons.map(({ reason }) => reasonLabel(reason)).join(' · ')}
              </p>
            )}
            {data.leads === undefined ? null : <NextDue leads={data.leads} asOfAt={data.asOfAt} />}
          </>
        )}
      </QueryState>
    </section>
  );
}
