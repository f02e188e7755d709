import type { CampaignDetails, CampaignStateName } from '../../../src/app/views/campaigns.ts';
import { sendJson } from '../api-client.ts';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Problem } from '../ui/problem.tsx';
import { campaignsKey } from './campaign-key.ts';
import styles from './campaigns.module.css';
import { pathOf } from './use-save-campaign.ts';

/** Pause, resume, close: at once, whatever stands in a form below. */
export function StateButtons({ campaign }: { campaign: CampaignDetails }) {
  const { campaignId, processId, state } = campaign;
  const change = useChange(campaignsKey(processId), (to: CampaignStateName, requestId) =>
    sendJson<CampaignDetails>('POST', pathOf(campaignId, processId, '/state'), { requestId, state: to }),
  );
  if (state === 'closed') {
    return <p className={styles['quiet']}>Closed for good: it can be read, not changed.</p>;
  }
  return (
    <div className={styles['buttons']}>
      <Problem of={change.error} />
      {state === 'active' ? (
        <Button onPress={() => change.mutate('paused')} isDisabled={change.isPending}>
          Pause
        </Button>
      ) : (
        <Button tone="accent" onPress={() => change.mutate('active')} isDisabled={change.isPending}>
          Resume
        </Button>
      )}
      <ConfirmButton
        label="Close campaign"
        accessibleName="Close campaign"
        question={`Close ${campaign.settings.name} for good?`}
        consequence="Nothing of it is offered or dialled any more, and its links take no leads unless they are kept. Running calls end normally. A closed campaign can be read, but never opened again."
        onConfirm={() => change.mutate('closed')}
      />
    </div>
  );
}
