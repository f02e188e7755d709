import type { FormEvent } from 'react';
import type {
  CampaignDetails,
  CampaignSettings,
  PredictiveView,
  VoiceBlastView,
} from '../../../src/app/views/campaigns.ts';
import { formText } from '../logic/form-text.ts';
import { FieldGroup } from '../telephony/field-group.tsx';
import { Button } from '../ui/button.tsx';
import { InputField } from '../ui/field.tsx';
import styles from './campaigns.module.css';
import { campaignsKey } from './campaign-key.ts';
import { formKey } from './form-key.ts';
import { SaveNotice } from './save-notice.tsx';
import { useSaveCampaign } from './use-save-campaign.ts';

/** How the campaign is to dial by itself. */
export function PacingForm({ campaign }: { campaign: CampaignDetails }) {
  const saving = useSaveCampaign(campaign);
  const { settings, state, processId } = campaign;
  const isPredictive = settings.type === 'parallel_predictive';
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    saving.mutate(isPredictive ? { predictive: predictiveOf(form) } : { voiceBlast: blastOf(form) });
  };
  return (
    <>
      <SaveNotice saving={saving} warnings={saving.data?.warnings} queryKey={campaignsKey(processId)} />
      <form key={formKey(campaign)} onSubmit={submit}>
        <fieldset disabled={state === 'closed'} className={styles['plain']}>
          {isPredictive ? <PredictiveFields settings={settings} /> : <BlastFields settings={settings} />}
          <div className={styles['end']}>
            <Button tone="accent" type="submit" isDisabled={saving.isPending}>
              {saving.isPending ? 'Saving…' : 'Save pacing'}
            </Button>
          </div>
        </fieldset>
      </form>
    </>
  );
}

const SOUND_HINT = 'Name of a sound in the folder of announcements, without .wav';

function PredictiveFields({ settings: { predictive } }: { settings: CampaignSettings }) {
  return (
    <FieldGroup
      title="Ceiling"
      lead="Of the calls that people answer, at most so many may find no agent. More than 3 %, or a longer wait than two seconds, is refused."
    >
      <InputField
        label="Abandoned at most (%)"
        name="ceiling"
        type="number"
        step="0.01"
        min={0.01}
        required
        defaultValue={(predictive?.abandonmentCeilingBasisPoints ?? 300) / 100}
      />
      <InputField
        label="An agent within (ms)"
        name="connectLimitMs"
        type="number"
        min={1}
        required
        defaultValue={predictive?.connectLimitMs ?? 2000}
      />
      <InputField
        label="Message for who finds no agent"
        name="safeHarbourMessage"
        required
        hint={`Who is calling, and how not to be called again. ${SOUND_HINT}`}
        defaultValue={predictive?.safeHarbourMessage ?? ''}
      />
      <InputField
        label="Calls at once for each agent"
        name="linesPerAgentMax"
        type="number"
        min={1}
        max={10}
        required
        defaultValue={predictive?.linesPerAgentMax ?? 3}
      />
    </FieldGroup>
  );
}

function BlastFields({ settings: { voiceBlast } }: { settings: CampaignSettings }) {
  const count = (name: keyof VoiceBlastView, usual: number, max: number) => ({
    name,
    type: 'number',
    min: 1,
    max,
    required: true,
    defaultValue: Number(voiceBlast?.[name] ?? usual),
  });
  const key = (name: 'connectKey' | 'laterKey' | 'excludeKey', usual: string) => ({
    name,
    maxLength: 1,
    pattern: '[0-9*#]',
    defaultValue: voiceBlast?.[name] ?? usual,
  });
  return (
    <FieldGroup
      title="Recording"
      lead="A key that is empty is not offered. Nobody is played to who cannot say no."
    >
      <InputField
        label="Recording"
        name="recording"
        required
        hint={SOUND_HINT}
        defaultValue={voiceBlast?.recording ?? ''}
      />
      <InputField label="Calls at once" {...count('callsMax', 10, 500)} />
      <InputField label="Calls begun in a minute" {...count('callsPerMinute', 60, 6000)} />
      <InputField label="Key: connect me" {...key('connectKey', '')} />
      <InputField label="Key: call me later" {...key('laterKey', '')} />
      <InputField label="Key: do not call" {...key('excludeKey', '9')} required />
      <InputField label="Call later after (minutes)" {...count('laterMinutes', 60, 10_080)} />
      <InputField label="Wait for an agent (seconds)" {...count('connectWaitSeconds', 30, 300)} />
      <InputField
        label="Message for who finds no agent"
        name="noAgentMessage"
        hint={`Needed with “connect me”. ${SOUND_HINT}`}
        defaultValue={voiceBlast?.noAgentMessage ?? ''}
      />
    </FieldGroup>
  );
}

function predictiveOf(form: FormData): PredictiveView {
  return {
    abandonmentCeilingBasisPoints: Math.round(Number(formText(form, 'ceiling')) * 100),
    connectLimitMs: Number(formText(form, 'connectLimitMs')),
    safeHarbourMessage: formText(form, 'safeHarbourMessage').trim(),
    linesPerAgentMax: Number(formText(form, 'linesPerAgentMax')),
  };
}

function blastOf(form: FormData): VoiceBlastView {
  const number = (name: keyof VoiceBlastView): number => Number(formText(form, name));
  const word = (name: keyof VoiceBlastView): string => formText(form, name).trim();
  return {
    recording: word('recording'),
    callsMax: number('callsMax'),
    callsPerMinute: number('callsPerMinute'),
    connectKey: word('connectKey'),
    laterKey: word('laterKey'),
    excludeKey: word('excludeKey'),
    laterMinutes: number('laterMinutes'),
    connectWaitSeconds: number('connectWaitSeconds'),
    noAgentMessage: word('noAgentMessage'),
  };
}
