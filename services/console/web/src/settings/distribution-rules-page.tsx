import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DistributionRulesView, DistributionRuleView } from '../../../src/app/views/tables.ts';
import { getJson, sendJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { DistributionRuleDialog } from './distribution-rule-dialog.tsx';
import { useChange } from './use-change.ts';

/** rules that send prospects into lists, in the order they are asked. */
export function DistributionRulesPage() {
  const { processId } = useSession();
  const can = useCan();
  const queryKey = ['distribution-rules', processId];
  const rules = useQuery({
    queryKey,
    queryFn: () => getJson<DistributionRulesView>('/api/distribution-rules', { processId }),
  });
  const [editing, setEditing] = useState<number>();
  const { data } = rules;
  return (
    <Page
      title="Distribution rules"
      about="A prospect goes into the list of the first rule that fits. The others wait for review on Leads, Prospects."
      actions={
        can('distribution-rule:write') && data !== undefined ? (
          <Button tone="accent" onPress={() => setEditing(data.rules.length)}>
            New rule
          </Button>
        ) : null
      }
    >
      <QueryState query={rules}>
        {(view) => <Rules view={view} queryKey={queryKey} editing={editing} onEdit={setEditing} />}
      </QueryState>
    </Page>
  );
}

interface RulesProps {
  view: DistributionRulesView;
  queryKey: readonly string[];
  /** Place of the rule whose dialog is open; behind the last one: a new rule. */
  editing: number | undefined;
  onEdit(at: number | undefined): void;
}

function Rules({ view, queryKey, editing, onEdit }: RulesProps) {
  const { processId } = useSession();
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
    save.mutate(rules, { onSuccess: () => onEdit(undefined) });
  };
  const move = (at: number): void => {
    const [rule] = view.rules.slice(at, at + 1);
    if (rule === undefined) return;
    const rest = view.rules.filter((_, index) => index !== at);
    save.mutate([...rest.slice(0, at - 1), rule, ...rest.slice(at - 1)]);
  };
  return (
    <>
      <Problem of={save.error} />
      <RuleTable
        view={view}
        onEdit={onEdit}
        onUp={move}
        onDelete={(at) => save.mutate(view.rules.filter((_, index) => index !== at))}
      />
      {editing === undefined ? null : (
        <DistributionRuleDialog
          rule={view.rules[editing]}
          view={view}
          isPending={save.isPending}
          onSave={put}
          onClose={() => onEdit(undefined)}
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
  const columns: readonly Column<DistributionRuleView>[] = [
    { label: 'Rule', cell: ({ name }) => name },
    {
      label: 'Into the list',
      cell: ({ listId }) => view.lists.find((list) => list.listId === listId)?.name ?? 'a list that is gone',
    },
    {
      label: 'State',
      cell: ({ enabled }) => (enabled ? <Badge tone="good">On</Badge> : <Badge tone="plain">Off</Badge>),
    },
  ];
  const actions = ({ name }: DistributionRuleView, at: number) => (
    <>
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
    </>
  );
  return (
    <Table
      rows={view.rules}
      columns={columns}
      keyOf={({ name }, at) => `${at} ${name}`}
      actions={can('distribution-rule:write') ? actions : undefined}
      empty="There is no rule: every prospect waits for review."
    />
  );
}
