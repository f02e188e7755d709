import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DispositionSettings, DispositionSetView } from '../../../src/app/views/campaigns.ts';
import { getJson, sendJson } from '../api-client.ts';
import { DispositionsEditor } from '../campaigns/dispositions-editor.tsx';
import { SaveNotice } from '../campaigns/save-notice.tsx';
import { useSession } from '../session.tsx';
import styles from '../ui/page.module.css';
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
  useEffect(() => {
    document.title = 'Dispositions · Firstring';
  }, []);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Dispositions</h1>
        <p>New campaigns start with a copy of these; campaigns that are there keep their own.</p>
      </div>
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
    </div>
  );
}
