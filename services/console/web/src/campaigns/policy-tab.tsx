import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { CampaignDetails } from '../../../src/app/views/campaigns.ts';
import type { CheckedPolicyView, PolicyText } from '../../../src/app/views/policies.ts';
import { sendJson } from '../api-client.ts';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useDebounced } from '../ui/use-debounced.ts';
import { ActivateDialog } from './activate-dialog.tsx';
import { campaignsKey } from './campaign-key.ts';
import campaigns from './campaigns.module.css';
import { goToPlace, PolicyEditor } from './policy-editor.tsx';
import { PolicyChanges, PolicyFindings, PolicyMoves } from './policy-findings.tsx';
import { PolicyHistory } from './policy-history.tsx';
import { policyKey, policyPath } from './policy-key.ts';
import styles from './policy.module.css';
import { usePolicy } from './use-policy.ts';

const CHECK_MS = 400;

/** A campaign's policy as one text: the same settings as its forms, with all of them in sight, judged before they hold. */
export function PolicyTab({ campaign }: { campaign: CampaignDetails }) {
  const policy = usePolicy(campaign);
  return (
    <QueryState query={policy}>
      {(read) => <PolicyForm key={read.version} campaign={campaign} stored={read} />}
    </QueryState>
  );
}

function PolicyForm({ campaign, stored }: { campaign: CampaignDetails; stored: PolicyText }) {
  const [text, setText] = useState(stored.text);
  const [isAsking, setAsking] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const { processId, campaignId } = campaign;
  const isClosed = campaign.state === 'closed';
  const ofProcess = `?processId=${encodeURIComponent(processId)}`;
  const rested = useDebounced(text, CHECK_MS);
  const check = (asked: { text: string; countMoves: boolean }) =>
    sendJson<CheckedPolicyView>('POST', `${policyPath(campaignId, '/check')}${ofProcess}`, asked);
  const checking = useQuery({
    queryKey: [...policyKey(campaign), stored.version, 'check', rested],
    queryFn: () => check({ text: rested, countMoves: false }),
    placeholderData: (before: CheckedPolicyView | undefined) => before,
    gcTime: 0,
  });
  const counting = useMutation({ mutationFn: () => check({ text, countMoves: true }) });
  const activation = useChange(campaignsKey(processId), (reason: string, requestId) =>
    sendJson<{ version: number }>('PUT', `${policyPath(campaignId)}${ofProcess}`, {
      requestId,
      text,
      version: stored.version,
      reason,
    }),
  );
  const checked = checking.data;
  const isCurrent = rested === text && !checking.isPlaceholderData;
  const mayActivate = isCurrent && checked?.errors.length === 0 && checked.changes.length > 0;
  const take = (next: string): void => {
    setText(next);
    counting.reset();
  };
  return (
    <div ref={root} className={campaigns['stack']}>
      <p className={campaigns['quiet']}>
        The same settings as on the other tabs, as one text. What is left out has its default.
      </p>
      <div className={styles['sides']}>
        <PolicyEditor
          text={text}
          errors={checked?.errors ?? []}
          warnings={checked?.warnings ?? []}
          isDisabled={isClosed}
          describedBy="policy-findings"
          onChange={take}
        />
        <div className={campaigns['stack']}>
          <section id="policy-findings" aria-live="polite" className={styles['section']}>
            <h2>Check</h2>
            <QueryState query={checking}>
              {(found) => (
                <PolicyFindings
                  checked={found}
                  onGoTo={(problem) => root.current !== null && goToPlace(root.current, problem)}
                />
              )}
            </QueryState>
          </section>
          <section className={styles['section']}>
            <h2>Changes</h2>
            {checked === undefined || checked.errors.length > 0 ? (
              <p className={campaigns['quiet']}>Told once nothing is wrong with the text.</p>
            ) : (
              <PolicyChanges changes={checked.changes} />
            )}
          </section>
          <section className={styles['section']}>
            <h2>Leads</h2>
            <Problem of={counting.error} />
            {counting.data?.moves === undefined ? null : <PolicyMoves moves={counting.data.moves} />}
            {counting.data?.movesStarting ? (
              <Notice tone="warn">The leads are still being read into memory. Try again in a moment.</Notice>
            ) : null}
            <Button
              isDisabled={counting.isPending || checked === undefined || checked.errors.length > 0}
              onPress={() => counting.mutate()}
            >
              {counting.isPending ? 'Counting…' : 'Count which leads move'}
            </Button>
          </section>
        </div>
      </div>
      {isClosed ? null : (
        <div className={campaigns['end']}>
          <Button isDisabled={text === stored.text} onPress={() => take(stored.text)}>
            Back to what holds
          </Button>
          <Button tone="accent" isDisabled={!mayActivate} onPress={() => setAsking(true)}>
            Activate…
          </Button>
        </div>
      )}
      {isAsking && checked !== undefined ? (
        <ActivateDialog
          checked={checked}
          error={activation.error}
          isPending={activation.isPending}
          onClose={() => setAsking(false)}
          onActivate={(reason) => activation.mutate(reason, { onSuccess: () => setAsking(false) })}
        />
      ) : null}
      <PolicyHistory campaign={campaign} onTake={take} />
    </div>
  );
}
