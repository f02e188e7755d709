import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ColleagueView } from '../../../src/app/views/desk.ts';
import { getJson } from '../api-client.ts';
import { PRESENCE_WORDS } from '../logic/words.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useDesk } from './desk-context.tsx';
import styles from './transfer-dialog.module.css';
import type { DeskActions } from './use-desk-actions.ts';

/** People become free while one looks at them. */
const REFRESH_MS = 2000;

/** To whom the call goes, and whether the two agents talk first. Stays open, with the reason, when it is refused. */
export function TransferDialog({ actions, onClose }: { actions: DeskActions; onClose(): void }) {
  const { problem } = useDesk();
  const [tried, setTried] = useState(false);
  const colleagues = useQuery({
    queryKey: ['colleagues'],
    queryFn: () => getJson<{ colleagues: readonly ColleagueView[] }>('/api/desk/colleagues'),
    refetchInterval: REFRESH_MS,
  });
  const transfer = async (agentId: string, attended: boolean): Promise<void> => {
    setTried(true);
    if (await actions.transfer(agentId, attended)) onClose();
  };
  return (
    <Dialog title="Transfer the call" onClose={onClose}>
      {tried && problem !== undefined ? <Notice tone="bad">{problem}</Notice> : null}
      <QueryState query={colleagues}>
        {(found) => <Choice colleagues={found.colleagues} onTransfer={transfer} />}
      </QueryState>
    </Dialog>
  );
}

function Choice({
  colleagues,
  onTransfer,
}: {
  colleagues: readonly ColleagueView[];
  onTransfer(agentId: string, attended: boolean): Promise<void>;
}) {
  const [chosen, setChosen] = useState<string>();
  const colleague = colleagues.find(({ agentId, free }) => agentId === chosen && free);
  if (colleagues.length === 0) {
    return <p>Nobody else works in your campaigns. Ask your supervisor to add a colleague.</p>;
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (colleague !== undefined) void onTransfer(colleague.agentId, true);
      }}
    >
      <fieldset className={styles['list']}>
        <legend className="visually-hidden">Colleague</legend>
        {colleagues.map((each) => (
          <label key={each.agentId} className={styles['colleague']} data-free={each.free}>
            <input
              type="radio"
              name="colleague"
              value={each.agentId}
              checked={each.agentId === chosen}
              disabled={!each.free}
              onChange={() => setChosen(each.agentId)}
            />
            <span className={styles['name']}>{each.name}</span>
            <Badge tone={each.free && each.presence === 'ready' ? 'good' : 'plain'}>{stateWords(each)}</Badge>
          </label>
        ))}
      </fieldset>
      <p className={styles['hint']}>The lead hears music until somebody talks with them again.</p>
      <DialogActions>
        <Button
          isDisabled={colleague === undefined}
          onPress={() => (colleague === undefined ? undefined : void onTransfer(colleague.agentId, false))}
        >
          Give the call at once
        </Button>
        <Button tone="accent" type="submit" isDisabled={colleague === undefined}>
          Talk first
        </Button>
      </DialogActions>
    </form>
  );
}

function stateWords({ presence, free }: ColleagueView): string {
  return presence === 'not_ready' && !free ? 'Taking a call' : PRESENCE_WORDS[presence];
}
