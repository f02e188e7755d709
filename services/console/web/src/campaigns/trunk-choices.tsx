import { useQuery } from '@tanstack/react-query';
import type { CampaignDetails, CampaignTrunkRow } from '../../../src/app/views/campaigns.ts';
import { getJson } from '../api-client.ts';
import { CheckField } from '../ui/field.tsx';
import fieldStyles from '../ui/field.module.css';
import styles from './campaigns.module.css';

/** The trunks a campaign may use, by name; one that it has and that is gone can be taken away only. */
export function TrunkChoices({ campaign, error }: { campaign: CampaignDetails; error: string | undefined }) {
  const { processId, campaignId, settings } = campaign;
  const query = useQuery({
    queryKey: ['campaign-trunks', processId, campaignId],
    queryFn: () =>
      getJson<{ trunks: CampaignTrunkRow[] }>(`/api/campaigns/${encodeURIComponent(campaignId)}/trunks`, {
        processId,
      }),
  });
  const open = query.data?.trunks ?? [];
  const gone = settings.trunkIds.filter((trunkId) => !open.some((trunk) => trunk.trunkId === trunkId));
  const goneHint = query.data === undefined ? undefined : 'Not there any more, or kept for other campaigns';
  return (
    <div
      role="group"
      aria-labelledby="campaign-trunks"
      className={`${fieldStyles['field']} ${styles['row']}`}
    >
      <span id="campaign-trunks" className={fieldStyles['label']}>
        Trunks
      </span>
      <p className={fieldStyles['hint']}>{trunkWords(query.isPending, query.isError, open.length)}</p>
      <div className={styles['choices']}>
        {open.map(({ trunkId, name, disabled }) => (
          <CheckField
            key={trunkId}
            label={`${name === '' ? trunkId : name}${disabled ? ' (switched off)' : ''}`}
            name="trunkIds"
            value={trunkId}
            defaultChecked={settings.trunkIds.includes(trunkId)}
          />
        ))}
        {gone.map((trunkId) => (
          <CheckField
            key={trunkId}
            label={trunkId}
            hint={goneHint}
            name="trunkIds"
            value={trunkId}
            defaultChecked
          />
        ))}
      </div>
      {error === undefined ? null : <p className={fieldStyles['error']}>{error}</p>}
    </div>
  );
}

function trunkWords(isPending: boolean, isError: boolean, open: number): string {
  if (isPending) return 'Reading the trunks…';
  if (isError) return 'The trunks cannot be read now; those that are chosen stay.';
  if (open === 0)
    return 'No trunk is open to this campaign yet. Voice administrators set them up under Telephony.';
  return 'With none chosen the campaign uses every trunk that is open to it.';
}
