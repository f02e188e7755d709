import { useMutation, useQuery } from '@tanstack/react-query';
import type { CampaignDetails } from '../../../src/app/views/campaigns.ts';
import type { PolicyText, PolicyVersionView } from '../../../src/app/views/policies.ts';
import { getJson } from '../api-client.ts';
import { formatDayTime } from '../logic/formats.ts';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table } from '../ui/table.tsx';
import { policyKey, policyPath } from './policy-key.ts';
import styles from './policy.module.css';

interface PolicyHistoryProps {
  campaign: CampaignDetails;
  onTake(text: string, version: number): void;
}

/** Who changed the policy, when and why; an old one is put into the editor, from where it is activated again. */
export function PolicyHistory({ campaign, onTake }: PolicyHistoryProps) {
  const { processId, campaignId, version: current } = campaign;
  const versions = useQuery({
    queryKey: [...policyKey(campaign), current, 'versions'],
    queryFn: () =>
      getJson<{ versions: PolicyVersionView[] }>(policyPath(campaignId, '/versions'), { processId }),
  });
  const taking = useMutation({
    mutationFn: (version: number) =>
      getJson<PolicyText>(policyPath(campaignId, `/versions/${version}`), { processId }),
    onSuccess: ({ text, version }) => onTake(text, version),
  });
  return (
    <section className={styles['section']}>
      <h2>History</h2>
      <Problem of={taking.error} />
      <QueryState query={versions}>
        {(read) => (
          <Table
            rows={read.versions}
            keyOf={({ version }) => String(version)}
            empty="No change of the policy has been kept yet."
            columns={[
              { label: 'Version', kind: 'figures', cell: ({ version }) => version },
              {
                label: 'When',
                kind: 'figures',
                cell: ({ changedAt }) => (changedAt === undefined ? '' : formatDayTime(changedAt)),
              },
              { label: 'Who', cell: ({ userName }) => userName ?? '—' },
              { label: 'How', cell: ({ byForm }) => (byForm ? 'Form' : 'Text') },
              { label: 'Why', kind: 'text', cell: ({ reason }) => reason },
            ]}
            actions={({ version }) => (
              <Button
                aria-label={`Into the editor: version ${version}`}
                isDisabled={taking.isPending}
                onPress={() => taking.mutate(version)}
              >
                Into the editor
              </Button>
            )}
          />
        )}
      </QueryState>
    </section>
  );
}
