import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RemovalTargetView } from '../../../src/app/views/removals.ts';
import { getJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { RemovalDeliveries } from './removal-deliveries.tsx';
import { RemovalTargetDialog } from './removal-target-dialog.tsx';
import { RemovalTargets } from './removal-targets.tsx';

/** who else is told when a lead is erased, and whether they heard it. */
export function RemovalsPage() {
  const { processId } = useSession();
  const can = useCan();
  const [isAdding, setAdding] = useState(false);
  const targets = useQuery({
    queryKey: ['removal-targets', processId],
    queryFn: () => getJson<{ targets: readonly RemovalTargetView[] }>('/api/removal-targets', { processId }),
  });
  return (
    <Page
      views="removal-deliveries"
      title="CRM removal"
      about="When a lead is erased here, each of these addresses gets a signed message with its numbers and customer id, so that the person is erased there, too."
      actions={
        can('webhook:write') ? (
          <Button tone="accent" onPress={() => setAdding(true)}>
            Add address
          </Button>
        ) : null
      }
    >
      <QueryState query={targets}>
        {(answer) => (
          <>
            <RemovalTargets targets={answer.targets} />
            <RemovalDeliveries targets={answer.targets} />
          </>
        )}
      </QueryState>
      {isAdding ? <RemovalTargetDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}
