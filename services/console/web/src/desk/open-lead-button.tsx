import { useCan } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { useDeskIfAny } from './desk-context.tsx';
import { useOpenLead, type LeadToOpen } from './use-open-lead.ts';

/** for people with a desk: the lead comes to it, locked for them. */
export function OpenLeadButton({ lead }: { lead: LeadToOpen }) {
  const allowed = useCan()('desk:use');
  const desk = useDeskIfAny();
  const open = useOpenLead();
  if (!allowed) return null;
  return (
    <>
      <Button
        tone="accent"
        isDisabled={open.isPending || desk?.can.open !== true}
        onPress={() => open.mutate(lead)}
      >
        Open at my desk
      </Button>
      <Problem of={open.error} />
    </>
  );
}
