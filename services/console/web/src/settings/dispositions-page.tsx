import { useQuery } from '@tanstack/react-query';
import type { DispositionSettings, DispositionSetView } from '../../../src/app/views/campaigns.ts';
import { getJson, sendJson } from '../api-client.ts';
import { DispositionsEditor } from '../campaigns/dispositions-editor.tsx';
import { SaveNotice } from '../campaigns/save-notice.tsx';
import { useSession } from '../session.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useChange } from './use-change.ts';

/** The dispositions that new campaigns of this process start with. */
export function DispositionsPage() {
  const { processId } = useSession();
  const queryKey = ['dispositions', processId];
  const set = useQuery({
    queryKey,
    queryFn: () => getJson<DispositionSetView>('/api/dispositions', { processId }),
    refetchOnWindowFocus: false,
  });
  const saving = useChange(queryKey, (dispositions: DispositionSettings[], requestId) =>
    sendJson<DispositionSetView>('PUT', `/api/dispositions?processId=${encodeURIComponent(processId)}`, {
      requestId,
      version: set.data?.version ?? 0,
      dispositions,
    }),
  );
  return (
    <Page
      title="Dispositions"
      about="New campaigns start with a copy of these; campaigns that are there keep their own."
    >
      <SaveNotice saving={saving} queryKey={queryKey} />
      <QueryState query={set}>
        {(read) => (
          <DispositionsEditor
            key={read.version}
            dispositions={read.dispositions}
            isReadOnly={false}
            isSaving={saving.isPending}
            onSave={(dispositions) => saving.mutate(dispositions)}
          />
        )}
      </QueryState>
    </Page>
  );
}
