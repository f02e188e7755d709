import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LeadRow } from '../../../src/app/views/leads.ts';
import { deleteJson } from '../api-client.ts';
import { randomId } from '../logic/random-id.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';

interface DeleteLeadDialogProps {
  lead: LeadRow;
  onClose(): void;
  onDeleted(): void;
}

/** The question of R-43, word for word. Cancel, the cross, Escape and a click outside delete nothing (R-45). */
export function DeleteLeadDialog({ lead, onClose, onDeleted }: DeleteLeadDialogProps) {
  const queries = useQueryClient();
  const [requestId] = useState(randomId);
  const removal = useMutation({
    mutationFn: () =>
      deleteJson(`/api/leads/${encodeURIComponent(lead.leadId)}`, { processId: lead.processId, requestId }),
    onSuccess: async () => {
      queries.removeQueries({ queryKey: ['lead', lead.leadId] });
      await queries.invalidateQueries({ queryKey: ['leads'] });
      onDeleted();
    },
  });
  return (
    <Dialog role="alertdialog" title="Are you sure you want to delete Lead?" onClose={onClose}>
      <p>This cannot be undone. The lead's data are erased for good; its calls stay in the Call Log.</p>
      <Problem of={removal.error} />
      <DialogActions>
        <Button autoFocus onPress={onClose}>
          Cancel
        </Button>
        <Button tone="bad" isDisabled={removal.isPending} onPress={() => removal.mutate()}>
          {removal.isPending ? 'Deleting…' : 'Delete'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
