import type { CampaignDetails } from '../../../src/app/views/campaigns.ts';
import { campaignsKey } from './campaign-key.ts';
import { DispositionsEditor } from './dispositions-editor.tsx';
import { formKey } from './form-key.ts';
import { SaveNotice } from './save-notice.tsx';
import { useSaveCampaign } from './use-save-campaign.ts';

/** What agents of this campaign choose from after a call. */
export function DispositionsTab({ campaign }: { campaign: CampaignDetails }) {
  const saving = useSaveCampaign(campaign);
  return (
    <>
      <SaveNotice saving={saving} queryKey={campaignsKey(campaign.processId)} />
      <DispositionsEditor
        key={formKey(campaign)}
        dispositions={campaign.settings.dispositions}
        isReadOnly={campaign.state === 'closed'}
        isSaving={saving.isPending}
        onSave={(dispositions) => saving.mutate({ dispositions })}
      />
    </>
  );
}
