import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { ClaimingView } from '../../../src/app/views/claims.ts';
import { getJson, sendJson } from '../api-client.ts';
import { claimingWords } from '../logic/claim-words.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { CheckField, InputField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { fieldError, otherError } from './field-error.ts';
import settings from './settings.module.css';
import { useChange } from './use-change.ts';

const RELEASE_DAYS_MAX = 3650;

type Draft = Omit<ClaimingView, 'version'>;

/** which outcomes make an agent the lead's owner, and for how long. */
export function ClaimingPage() {
  const { processId } = useSession();
  const claiming = useQuery({
    queryKey: ['claiming', processId],
    queryFn: () => getJson<ClaimingView>('/api/claiming', { processId }),
  });
  return (
    <Page
      title="Claiming"
      about="A claimed lead is offered to its owner only. What is set here holds from the next outcome on; claims that are there stay as they are."
    >
      <QueryState query={claiming}>{(stored) => <Claiming stored={stored} />}</QueryState>
    </Page>
  );
}

function Claiming({ stored }: { stored: ClaimingView }) {
  const { processId } = useSession();
  const { version } = stored;
  const change = useChange(['claiming', processId], (draft: Draft, requestId) =>
    sendJson<ClaimingView>('PUT', `/api/claiming?processId=${encodeURIComponent(processId)}`, {
      requestId,
      version,
      ...draft,
    }),
  );
  return (
    <section className={settings['section']}>
      <Problem of={otherError(change.error, ['releaseAfterDays'])} />
      {change.isSuccess ? <Notice tone="good">Saved.</Notice> : null}
      {/* Another version is another form: what somebody else saved stands in it. */}
      <ClaimingForm key={`${processId} ${version}`} stored={stored} change={change} />
    </section>
  );
}

interface ClaimingFormProps {
  stored: ClaimingView;
  change: { error: Error | null; isPending: boolean; mutate(draft: Draft): void };
}

function ClaimingForm({ stored: { version: _version, ...stored }, change }: ClaimingFormProps) {
  const readOnly = !useCan()('claiming:write');
  const [draft, setDraft] = useState<Draft>(stored);
  const set = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    change.mutate(draft);
  };
  const box = (name: 'onScheduled' | 'onPostponed' | 'onWinner', label: string, hint: string) => (
    <CheckField
      label={label}
      hint={hint}
      checked={draft[name]}
      disabled={readOnly}
      onChange={(event) => set({ [name]: event.target.checked })}
    />
  );
  return (
    <form className={settings['stack']} onSubmit={submit}>
      {box(
        'onScheduled',
        'Claim when scheduling a call back',
        'With an agreed time, and not left to anybody. Off: every such call back is anybody’s.',
      )}
      {box(
        'onPostponed',
        'Claim when postponing',
        'A call back without a time. Unclaimed, it goes to the end of the queue.',
      )}
      {box('onWinner', 'Claim on winner', 'Whoever wins the lead keeps it.')}
      <div className={settings['short']}>
        <InputField
          label="Release after (days)"
          type="number"
          min={0}
          max={RELEASE_DAYS_MAX}
          step={1}
          required
          value={Number.isNaN(draft.releaseAfterDays) ? '' : draft.releaseAfterDays}
          readOnly={readOnly}
          onChange={(event) => set({ releaseAfterDays: event.target.valueAsNumber })}
          hint="After the agreed time, or after the claim where there is none. 0: never."
          error={fieldError(change.error, 'releaseAfterDays')}
        />
      </div>
      <p className={settings['quiet']}>{claimingWords(draft)}</p>
      {readOnly ? null : (
        <div>
          <Button tone="accent" type="submit" isDisabled={change.isPending}>
            {change.isPending ? 'Saving…' : 'Save claiming'}
          </Button>
        </div>
      )}
    </form>
  );
}
