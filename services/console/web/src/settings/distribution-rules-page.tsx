import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { DistributionRulesView, DistributionRuleView } from '../../../src/app/views/tables.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { DistributionRuleDialog } from './distribution-rule-dialog.tsx';
import { useChange } from './use-change.ts';

/** rules that send prospects into lists, in the order they are asked. */
export function DistributionRulesPage() {
  const { processId } = useSession();
  const queryKey = ['distribution-rules', processId];
  const rules = useQuery({
    queryKey,
    queryFn: () => getJson<DistributionRulesView>('/api/distribution-rules', { processId }),
  });
  useEffect(() => {
    document.title = 'Distribution rules · Firstring';
  }, []);
  return (
    <div className={styles['page']}>
      <QueryState query={rules}>{(view) => <Rules view={view} queryKey={queryKey} />}</QueryState>
    </div>
  );
}

function Rules({ view, queryKey }: { view: DistributionRulesView; queryKey: readonly string[] }) {
  const { processId } = useSession();
  const can = useCan();
  const [editing, setEditing] = useState<number>();
  const save = useChange(queryKey, (rules: readonly DistributionRuleView[], requestId) =>
    sendJson('PUT', `/api/distribution-rules?processId=${encodeURIComponent(processId)}`, {
      requestId,
      version: view.version,
      rules,
    }),
  );
  const put = (rule: DistributionRuleView): void => {
    const at = editing ?? view.rules.length;
    const rules = [...view.rules.slice(0, at), rule, ...view.rules.slice(at + 1)];
    save.mutate(rules, { onSuccess: () => setEditing(undefined) });
  };
  const move = (at: number): void => {
    const [rule] = view.rules.slice(at, at + 1);
    if (rule === undefined) return;
    const rest = view.rules.filter((_, index) => index !== at);
    save.mutate([...rest.slice(0, at - 1), rule, ...rest.slice(at - 1)]);
  };
  return (
    <>
      <div className={styles['head']}>
        <div>
          <h1>Distribution rules</h1>
          <p>
            A prospect goes into the list of the first rule that fits. The others wait for review on Leads,
            Prospects.
          </p>
        </div>
        {can('distribution-rule:write') ? (
          <Button tone="accent" onPress={() => setEditing(view.rules.length)}>
            New rule
          </Button>
        ) : null}
      </div>
      {save.error === null ? null : <Notice tone="bad">{problemText(save.error)}</Notice>}
      <RuleTable
        view={view}
        onEdit={setEditing}
        onUp={move}
        onDelete={(at) => save.mutate(view.rules.filter((_, index) => index !== at))}
      />
      {editing === undefined ? null : (
        <DistributionRuleDialog
          rule={view.rules[editing]}
          view={view}
          isPending={save.isPending}
          onSave={put}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}

interface RuleTableProps {
  view: DistributionRulesView;
  onEdit(at: number): void;
  onUp(at: number): void;
  onDelete(at: number): void;
}

function RuleTable({ view, onEdit, onUp, onDelete }: RuleTableProps) {
  const can = useCan();
  if (view.rules.length === 0) {
    return (
      <div className={styles['tableWrap']}>
        <p className={styles['empty']}>There is no rule: every prospect waits for review.</p>
      </div>
    );
  }
  return (
    <div className={styles['tableWrap']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Into the list</th>
            <th scope="col">State</th>
            <th scope="col" className={`${styles['actions']} ${styles['many']}`}>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {view.rules.map(({ name, listId, enabled }, at) => (
            <tr key={`${at} ${name}`}>
              <td>{name}</td>
              <td>{view.lists.find((list) => list.listId === listId)?.name ?? 'a list that is gone'}</td>
              <td>{enabled ? <Badge tone="good">On</Badge> : <Badge tone="plain">Off</Badge>}</td>
              <td className={`${styles['actions']} ${styles['many']}`}>
                {can('distribution-rule:write') ? (
                  <div className={styles['icons']}>
                    <Button aria-label={`Ask ${name} earlier`} isDisabled={at === 0} onPress={() => onUp(at)}>
                      Earlier
                    </Button>
                    <Button aria-label={`Edit ${name}`} onPress={() => onEdit(at)}>
                      Edit
                    </Button>
                    <ConfirmButton
                      label="Delete"
                      accessibleName={`Delete ${name}`}
                      question={`Delete the rule ${name}?`}
                      consequence="Leads that it moved stay where they are. Prospects that wait are asked again by the other rules."
                      onConfirm={() => onDelete(at)}
                    />
                  </div>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
