import { useState } from 'react';
import type { AfterDisposition, DispositionSettings } from '../../../src/app/views/campaigns.ts';
import { AFTER_WORDS } from '../logic/campaign-words.ts';
import { draftsFault, moved, NEW_DISPOSITION, withCodes } from '../logic/disposition-drafts.ts';
import { Button } from '../ui/button.tsx';
import fieldStyles from '../ui/field.module.css';
import { Table, type Column } from '../ui/table.tsx';
import styles from './campaigns.module.css';

const MINUTE_S = 60;

interface DispositionsEditorProps {
  dispositions: readonly DispositionSettings[];
  isReadOnly: boolean;
  isSaving: boolean;
  onSave(dispositions: DispositionSettings[]): void;
}

/** The table of dispositions: their order is that of the keys 1 to 9 at the desk. */
export function DispositionsEditor({ dispositions, isReadOnly, isSaving, onSave }: DispositionsEditorProps) {
  const [drafts, setDrafts] = useState<readonly DispositionSettings[]>(dispositions);
  const fault = draftsFault(drafts);
  const change = (at: number, part: Partial<DispositionSettings>): void =>
    setDrafts(drafts.map((draft, index) => (index === at ? { ...draft, ...part } : draft)));
  return (
    <fieldset disabled={isReadOnly} className={styles['plain']}>
      <Table
        rows={drafts}
        columns={columnsOf(change)}
        // The place is what a line is: names change while they are typed.
        keyOf={(_, at) => String(at)}
        actions={({ label }, at) => (
          <LineActions
            name={nameOf(label, at)}
            at={at}
            isLast={at === drafts.length - 1}
            onMove={(by) => setDrafts(moved(drafts, at, by))}
            onRemove={() => setDrafts(drafts.filter((_, index) => index !== at))}
          />
        )}
      />
      <p className={styles['quiet']} role="status">
        {fault ?? 'Minutes and times are for “Tried again”: empty is the campaign’s own pause, and no limit.'}
      </p>
      {isReadOnly ? null : (
        <div className={styles['end']}>
          <Button onPress={() => setDrafts([...drafts, NEW_DISPOSITION])}>Add disposition</Button>
          <Button
            tone="accent"
            isDisabled={isSaving || fault !== undefined}
            onPress={() => onSave(withCodes(drafts))}
          >
            {isSaving ? 'Saving…' : 'Save dispositions'}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function nameOf(label: string, at: number): string {
  return label === '' ? `disposition ${at + 1}` : label;
}

function columnsOf(
  change: (at: number, part: Partial<DispositionSettings>) => void,
): readonly Column<DispositionSettings>[] {
  return [
    { label: 'Key', kind: 'figures', cell: (_, at) => (at < 9 ? at + 1 : '—') },
    {
      label: 'Name',
      cell: ({ label }, at) => (
        <input
          aria-label={`Name of ${nameOf(label, at)}`}
          className={`${fieldStyles['control']} ${styles['inTable']}`}
          value={label}
          maxLength={100}
          onChange={(event) => change(at, { label: event.target.value })}
        />
      ),
    },
    {
      label: 'Then the lead is',
      cell: ({ label, after }, at) => (
        <select
          aria-label={`What becomes of the lead after ${nameOf(label, at)}`}
          className={`${fieldStyles['control']} ${styles['inTable']} ${styles['words']}`}
          value={after}
          onChange={(event) => change(at, { after: event.target.value as AfterDisposition })} // one of its options
        >
          {Object.entries(AFTER_WORDS).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      ),
    },
    {
      label: 'After minutes',
      cell: ({ label, after, retryGapSeconds }, at) => (
        <CountInput
          label={`Minutes to wait after ${nameOf(label, at)}`}
          isMeant={after === 'retry'}
          value={Math.round(retryGapSeconds / MINUTE_S)}
          max={129_600}
          onChange={(minutes) => change(at, { retryGapSeconds: minutes * MINUTE_S })}
        />
      ),
    },
    {
      label: 'At most times',
      cell: ({ label, after, retryTimesMax }, at) => (
        <CountInput
          label={`Times ${nameOf(label, at)} may be said`}
          isMeant={after === 'retry'}
          value={retryTimesMax}
          max={100}
          onChange={(times) => change(at, { retryTimesMax: times })}
        />
      ),
    },
  ];
}

interface LineActionsProps {
  name: string;
  at: number;
  isLast: boolean;
  onMove(by: -1 | 1): void;
  onRemove(): void;
}

function LineActions({ name, at, isLast, onMove, onRemove }: LineActionsProps) {
  return (
    <>
      <Button aria-label={`Move ${name} up`} isDisabled={at === 0} onPress={() => onMove(-1)}>
        ↑
      </Button>
      <Button aria-label={`Move ${name} down`} isDisabled={isLast} onPress={() => onMove(1)}>
        ↓
      </Button>
      <Button aria-label={`Remove ${name}`} onPress={onRemove}>
        Remove
      </Button>
    </>
  );
}

interface CountInputProps {
  label: string;
  value: number;
  max: number;
  isMeant: boolean;
  onChange(value: number): void;
}

/** A whole number; nothing stands for 0. A dash where it would mean nothing. */
function CountInput({ label, value, max, isMeant, onChange }: CountInputProps) {
  if (!isMeant) return <span className={styles['quiet']}>—</span>;
  return (
    <input
      type="number"
      aria-label={label}
      className={`${fieldStyles['control']} ${styles['narrow']}`}
      min={0}
      max={max}
      value={value === 0 ? '' : String(value)}
      onChange={(event) => onChange(Math.min(max, Math.max(0, Math.trunc(Number(event.target.value)))))}
    />
  );
}
