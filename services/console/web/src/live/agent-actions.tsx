import { memo } from 'react';
import type { AgentRow } from '../../../src/app/views/floor.ts';
import { sendJson } from '../api-client.ts';
import { TakeAwayButton } from '../claims/take-away-button.tsx';
import { NOT_READY_REASONS } from '../logic/words.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { Problem } from '../ui/problem.tsx';

interface AgentActionsProps {
  agent: AgentRow;
  onWhy(agent: AgentRow): void;
}

/** What a supervisor does about one agent. A row that has not changed is not drawn again. */
export const AgentActions = memo(function AgentActions({ agent, onWhy }: AgentActionsProps) {
  const { agentId, name, presence, notReadyPending, leadId, leadName } = agent;
  const can = useCan();
  const { processId } = useSession();
  const notReady = useChange(['floor'], (reason: string, requestId) =>
    sendJson(
      'POST',
      `/api/agents/${encodeURIComponent(agentId)}/not-ready?${new URLSearchParams({ processId })}`,
      {
        requestId,
        reason,
      },
    ),
  );
  const isDone = presence === 'offline' || presence === 'not_ready' || notReadyPending;
  return (
    <>
      <Problem of={notReady.error} />
      {leadId !== '' && can('claim:release') ? (
        <TakeAwayButton claim={{ leadId, lockedByName: name }} name={leadName || 'the lead'} />
      ) : null}
      {isDone ? null : (
        <Menu
          label={`Why ${name} is not ready`}
          trigger={
            <Button aria-label={`Set ${name} not ready`} isDisabled={notReady.isPending}>
              Not ready
              <Icon name="chevron" size={16} />
            </Button>
          }
          choices={NOT_READY_REASONS}
          onChoose={(reason) => notReady.mutate(reason)}
        />
      )}
      <Button aria-label={`Why: ${name}`} onPress={() => onWhy(agent)}>
        Why
      </Button>
    </>
  );
});
